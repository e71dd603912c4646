// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;

/** Hostile text by the hundred thousand, always the same: refused in the one way, or stored as documented. */
public class PagerDutyFormatFuzzTest {

    private static final int ROUNDS = 100_000;
    private static final long SEED = 20_261_120L;
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String MADE = "fedcba9876543210fedcba9876543210";

    private static final List<String> SEEDS = List.of(
            "{\"routing_key\":\"" + KEY
                    + "\",\"event_action\":\"trigger\",\"payload\":{\"summary\":\"a \\ud83d\\ude00 b\","
                    + "\"source\":\"s\",\"severity\":\"error\",\"custom_details\":{\"n\":123456789012345678901234567890}}}",
            "{\"event_action\":\"resolve\",\"dedup_key\":\"k\",\"routing_key\":\"" + KEY + "\"}",
            "{\"dedup_key\":null,\"event_action\":\"trigger\",\"routing_key\":\"" + KEY
                    + "\",\"payload\":{\"source\":\"ü\"," + "\"severity\":\"info\",\"summary\":\""
                    + "\\u00e9\uD83D\uDE00x".repeat(400) + "\"}}",
            "{\"service_key\":\"" + KEY
                    + "\",\"event_type\":\"trigger\",\"description\":\"d\",\"details\":{\"a\":[1.0,{}]}}",
            "{\"service_key\":\"" + KEY
                    + "\",\"event_type\":\"acknowledge\",\"incident_key\":\"i\",\"description\":\"\"}",
            "{\"routing_key\":\"" + KEY + "\",\"payload\":{\"summary\":\"deployed\"},\"event_action\":\"trigger\"}");
    private static final List<String> BITS = List.of(
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "\"\"",
            "\\u",
            "\\ud83d",
            "\uFEFF",
            "\0",
            "\n",
            " ",
            "1e5",
            "-",
            "true",
            "\"dedup_key\":\"\",",
            "\"payload\":{},",
            "\"routing_key\":\"" + KEY + "\",",
            "\"x\":1,",
            "\"incident_key\":null,",
            "x".repeat(1100),
            "é",
            "\uD83D\uDE00",
            "[".repeat(250));

    private final Random random = new Random(SEED);
    private final PagerDutyFormat format = new PagerDutyFormat(() -> MADE);

    @Test
    public void nothingButARefusalIsThrownAndNothingButASpliceIsChanged() throws Exception {
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] text = mutated();
            String shape =
                    random.nextInt(4) == 0 ? List.of("v1", "v2", "change").get(random.nextInt(3)) : null;
            String key = random.nextInt(4) == 0 ? KEY : null;
            Event event;
            try {
                event = format.read(Body.of(text), shape, key);
            } catch (InvalidEventException e) {
                assertThat(e.getMessage())
                        .as("round %s", round)
                        .matches("(?s)[a-z_.]+: .+")
                        .doesNotContain(KEY);
                continue;
            }
            accepted++;
            check(event, text, round);
        }
        assertThat(accepted).as("enough of both").isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
    }

    private void check(Event event, byte[] text, int round) throws Exception {
        String came = new String(text, StandardCharsets.UTF_8);
        Map<String, Object> before = SecondParser.object(came.startsWith("\uFEFF") ? came.substring(1) : came);
        Map<String, Object> after = SecondParser.object(event.body().utf8());
        Shape shape = Shape.named(event.format());

        expectSpliced(before, shape.keyField, KEY);
        if (MADE.equals(event.dedupKey())) {
            expectSpliced(before, shape.dedupField, MADE);
        }
        if (shape == Shape.V1) {
            expectCut(before, "description");
        } else if (before.get("payload") instanceof Map<?, ?>) {
            expectCut(SecondParser.inner(before, "payload"), "summary");
        }
        assertThat(after).as("round %s: %s", round, came).isEqualTo(before);
        assertThat(event.lane().key()).isEqualTo(after.get(shape.keyField));
        assertThat(format.read(event.body(), event.format(), null))
                .as("round %s: what is stored would be stored as it is", round)
                .isEqualTo(event);
    }

    private static void expectSpliced(Map<String, Object> before, String field, String value) {
        Object given = before.getOrDefault(field, "");
        if (given.equals("#null") || ((String) given).isBlank()) {
            before.put(field, value);
        }
    }

    private static void expectCut(Map<String, Object> holder, String field) {
        if (holder.get(field) instanceof String text
                && !text.startsWith("#")
                && text.codePointCount(0, text.length()) > EventRules.MAX_SUMMARY) {
            int end = text.offsetByCodePoints(0, EventRules.MAX_SUMMARY - 1);
            holder.put(field, text.substring(0, end) + "…");
        }
    }

    private byte[] mutated() {
        StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            mutate(text);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(6)) {
            case 0, 1 -> text.insert(at, BITS.get(random.nextInt(BITS.size())));
            case 2 -> text.insert(text.indexOf("{") + 1, BITS.get(random.nextInt(BITS.size())));
            case 3 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
            case 4 -> text.setLength(Math.max(1, text.length() - random.nextInt(3)));
            default -> {
                if (at < text.length()) {
                    text.setCharAt(at, (char) (' ' + random.nextInt(95)));
                }
            }
        }
        if (text.length() == 0) {
            text.append(' ');
        }
    }
}
