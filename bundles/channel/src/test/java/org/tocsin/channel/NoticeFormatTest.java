// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;

/** What the doors of a channel take in. */
public class NoticeFormatTest {

    private final NoticeFormat format = new NoticeFormat("slack", () -> "made");

    @Test
    public void theTargetIsNamedInTheTextOrBesideIt() throws Exception {
        String inside =
                "{\"routing_key\":\"ops\"," + Delivering.trigger("disk full").substring(1);

        assertThat(read(inside, null, null).lane()).isEqualTo(new Lane("slack", "ops"));
        assertThat(read(inside, "v2", "ops").lane()).isEqualTo(new Lane("slack", "ops"));
        assertThat(read(Delivering.trigger("disk full"), null, "ops").lane()).isEqualTo(new Lane("slack", "ops"));
        refuses(inside, null, "db", "routing_key: differs");
        refuses(Delivering.trigger("disk full"), null, null, "target: is missing");
    }

    @Test
    public void theNameOfATargetIsNoSecret() {
        assertThat(format.hasSecretKeys()).isFalse();
    }

    @Test
    public void anAddressInThePlaceOfATargetIsRefusedAndNotRepeated() {
        for (String wrong : new String[] {
            "https://hooks.slack.com/services/T0/B0/sEcReT", "Ops", "a b", "../etc", "-x", "a-b", "a".repeat(64)
        }) {
            assertThatThrownBy(() -> read("disk full", "text", wrong))
                    .as(wrong)
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageStartingWith("target: is no name")
                    .hasMessageNotContaining("sEcReT");
        }
    }

    @Test
    public void whatIsStoredIsWhatCameButForAMissingDedupKeyOfATrigger() throws Exception {
        String given =
                " { \"event_action\":\"trigger\", \"big\":12345678901234567890, \"payload\":{\"summary\":\"ü\"}}";
        Event made = read(given, null, "ops");
        assertThat(made.body().utf8()).isEqualTo(" {\"dedup_key\":\"made\"," + given.substring(given.indexOf('{') + 1));
        assertThat(made.dedupKey()).isEqualTo("made");
        assertThat(made.action()).isEqualTo(EventAction.TRIGGER);

        String nested =
                "{\"event_action\":\"trigger\",\"payload\":{\"summary\":\"a\",\"custom_details\":{\"dedup_key\":1}}}";
        assertThat(read("\uFEFF" + nested, null, "ops").body().utf8())
                .isEqualTo("{\"dedup_key\":\"made\"," + nested.substring(1));
        refuses(
                "{\"dedup_key\":null,\"event_action\":\"trigger\",\"payload\":{\"summary\":\"a\"}}",
                null,
                "ops",
                "dedup_key: is blank");

        String resolve = "{\"event_action\":\"resolve\",\"dedup_key\":\"k\"}";
        assertThat(read(resolve, null, "ops"))
                .returns(Body.of(resolve), Event::body)
                .returns("k", Event::dedupKey)
                .returns(EventAction.RESOLVE, Event::action);
        refuses("{\"event_action\":\"resolve\"}", null, "ops", "dedup_key: is missing");
    }

    @Test
    public void textIsTextUntilItBeginsWithABrace() throws Exception {
        assertThat(read("disk full\non web1\n", null, "ops"))
                .returns("text", Event::format)
                .returns(EventAction.OTHER, Event::action)
                .returns(Body.of("disk full\non web1\n"), Event::body);
        assertThat(read("{ braces }", "text", "ops").format()).isEqualTo("text");
        refuses("{ braces }", null, "ops", "body: is not valid JSON at line 1");
        refuses(" \n ", null, "ops", "body: is empty");
        Notice notice = Notice.of(Body.of("\n first \n  second\nthird\n\n"), "text");
        assertThat(notice.title()).isEqualTo("first");
        assertThat(notice.rest()).isEqualTo("  second\nthird");
    }

    @Test
    public void whatIsWrongIsNamed() {
        refuses("{}", null, "ops", "event_action: is missing or not known");
        refuses("{\"event_action\":\"trigger\"}", null, "ops", "payload.summary: is missing");
        refuses("{\"event_action\":\"trigger\",\"payload\":[]}", null, "ops", "payload: must be an object");
        refuses(
                "{\"event_action\":\"trigger\",\"payload\":{\"summary\":1}}",
                null,
                "ops",
                "payload.summary: must be text");
        refuses("{\"event_action\":\"trigger\",\"event_action\":\"resolve\"}", null, "ops", "body: is not valid JSON");
        refuses(Delivering.trigger("a") + "x", null, "ops", "body: ");
        refuses("{\"a\":" + "[".repeat(300) + "]".repeat(300) + "}", null, "ops", "body: nests deeper");
        refuses("[]", "v2", "ops", "body: is not a JSON object");
        refuses("x", "v1", "ops", "format: is not known");
        refuses("x".repeat(NoticeFormat.MAX_BYTES + 1), null, "ops", "body: has 524289 bytes");
        assertThatThrownBy(() -> format.read(Body.of(new byte[] {'a', (byte) 0xff}), null, "ops"))
                .hasMessageStartingWith("body: is not UTF-8");
    }

    @Test
    public void aDedupKeyIsNoLongerThanTheStoreTakes() throws Exception {
        String longest = "😀".repeat(NoticeFormat.MAX_DEDUP_KEY);
        assertThat(read(resolve(longest), null, "ops").dedupKey()).isEqualTo(longest);
        refuses(resolve(longest + "k"), null, "ops", "dedup_key: has 256 characters, 255 are taken; shorten it");
        refuses(
                Delivering.trigger("a").replace("\"k\"", "\"" + "k".repeat(4_001) + "\""),
                null,
                "ops",
                "dedup_key: has 4001 characters");
    }

    private static String resolve(String dedupKey) {
        return "{\"event_action\":\"resolve\",\"dedup_key\":\"" + dedupKey + "\"}";
    }

    @Test
    public void whateverComesIsReadOrRefusedInOneLine() {
        Random random = new Random(7);
        byte[] seed = Delivering.trigger("disk full").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = seed.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Event event = format.read(Body.of(bytes), null, "ops");
                assertThat(event.lane().key()).isEqualTo("ops");
            } catch (InvalidEventException e) {
                assertThat(e.getMessage()).doesNotContain("\n").contains(": ");
            }
        }
    }

    private Event read(String text, @Nullable String word, @Nullable String key) throws InvalidEventException {
        return format.read(Body.of(text), word, key);
    }

    private void refuses(String text, @Nullable String word, @Nullable String key, String message) {
        assertThatThrownBy(() -> read(text, word, key))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith(message);
    }
}
