// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.golden;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;

/**
 * Tries an adapter with what its golden cases hand in, spoiled in many ways. Whatever comes, it makes events of it or refuses it
 * in one line. The same seed spoils the same; the property {@code tocsin.mutations} says how many are tried.
 */
public final class Mutations {

    private static final int TRIES = Integer.getInteger("tocsin.mutations", 10_000);
    private static final int LONGEST = 20_000;
    private static final int LONGEST_REFUSAL = 500;
    private static final int BYTES = 256;

    private static final List<String> BITS = List.of(
            "null",
            "[]",
            "{}",
            "\"\"",
            "\"x\"",
            "0",
            "-1",
            "1.5",
            "true",
            "[[1]]",
            "1e999",
            "1e999999999",
            "1e99999999999",
            "-1e-99999999999",
            "9223372036854775808",
            "\"\\ud800\"",
            "\\u0000",
            "\"+999999999-12-31T23:59:59Z\"",
            "{{",
            "}}",
            "%zz",
            "%",
            "&",
            "=",
            ":",
            ",",
            "\n",
            "\r",
            "\\",
            "\"");

    private static final String[] TYPES = {"application/json", "application/x-www-form-urlencoded", "text/plain"};

    private final List<AdapterInput> seeds;
    private final Random random;

    /** @param cases whose inputs are spoiled */
    public Mutations(GoldenCases cases, long seed) {
        seeds = cases.inputs().stream()
                .filter(input -> input.body().size() <= LONGEST)
                .toList();
        random = new Random(seed);
    }

    /** What ended otherwise than it may: the input, and what it made; empty when nothing did. */
    public List<String> failures(GoldenCases.Translator translator) {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            AdapterInput input = spoiled(seeds.get(random.nextInt(seeds.size())));
            String problem = problem(translator, input);
            if (problem != null) {
                failures.add(problem + " of " + input.parameters() + ' ' + input + ": "
                        + input.body().utf8());
            }
        }
        return failures;
    }

    private static @Nullable String problem(GoldenCases.Translator translator, AdapterInput input) {
        try {
            translator.events(input);
            return null;
        } catch (InvalidEventException e) {
            String message = String.valueOf(e.getMessage());
            return message.length() > LONGEST_REFUSAL || message.contains("\n")
                    ? "a refusal not in one line: " + message
                    : null;
        } catch (RuntimeException | StackOverflowError e) {
            return e + " at " + (e.getStackTrace().length == 0 ? "nowhere" : e.getStackTrace()[0]);
        }
    }

    private AdapterInput spoiled(AdapterInput input) {
        // a character for each byte
        StringBuilder text = new StringBuilder(new String(input.body().toBytes(), StandardCharsets.ISO_8859_1));
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            spoil(text);
        }
        String type = random.nextInt(10) == 0 ? TYPES[random.nextInt(TYPES.length)] : input.contentType();
        return new AdapterInput(
                Body.of(text.toString().getBytes(StandardCharsets.ISO_8859_1)), type, input.key(), input.parameters());
    }

    private void spoil(StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        String bit = BITS.get(random.nextInt(BITS.size()));
        switch (random.nextInt(5)) {
            case 0 -> text.insert(at, bit);
            case 1 -> text.insert(at, (char) random.nextInt(BYTES));
            case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
            case 3 -> text.setLength(at);
            default -> instead(text, at, bit);
        }
    }

    /** Another value, or what looks like one, behind the next colon. */
    private static void instead(StringBuilder text, int at, String bit) {
        int colon = text.indexOf(":", at);
        if (colon < 0) {
            return;
        }
        int end = colon + 1;
        int depth = 0;
        boolean quoted = false;
        while (end < text.length()) {
            char character = text.charAt(end);
            quoted ^= character == '"' && text.charAt(end - 1) != '\\';
            if (!quoted && (character == '{' || character == '[')) {
                depth++;
            }
            boolean closes = !quoted && (character == '}' || character == ']');
            if (depth == 0 && (closes || (!quoted && (character == ',' || character == '\n')))) {
                break;
            }
            depth -= closes ? 1 : 0;
            end++;
        }
        text.replace(colon + 1, end, bit);
    }
}
