// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.adapter.Stored;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Translation;

/**
 * An adapter is handed what a tool never sends. An input is either as it is stored while it waits, JSON; or as a golden file
 * has it: lines {@code name: value} beside the text, a line {@code --- in}, and the text. Its events are PagerDuty's, or it
 * refuses in a line; anything else is a finding.
 */
public final class AdapterFuzz {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final byte[] IN = "--- in\n".getBytes(StandardCharsets.US_ASCII);

    private static List<Adapter> adapters = List.of();

    private AdapterFuzz() {}

    /** By Jazzer. */
    public static void fuzzerInitialize(String[] arguments) {
        Tool tool = Objects.requireNonNull(Tool.ALL.get(arguments[0]));
        adapters = Stream.of(tool.asItIs(), tool.otherwise())
                .map(routes -> new House().with(Stream.of(routes)).adapter(arguments[0]))
                .toList();
    }

    /** By Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        AdapterInput input;
        try {
            input = bytes.length > 0 && bytes[0] == '{' ? Stored.input(Body.of(bytes), KEY) : input(bytes);
        } catch (InvalidEventException e) {
            Judge.refused(String.valueOf(e.getMessage()));
            return;
        }
        adapters.forEach(adapter -> translate(adapter, input));
    }

    private static void translate(Adapter adapter, AdapterInput input) {
        try {
            Translation made = adapter.translate(input);
            for (Event event : made.events()) {
                Judge.made(event);
            }
            for (Translation.Problem problem : made.problems()) {
                Judge.refused(problem.text());
            }
        } catch (InvalidEventException e) {
            Judge.refused(String.valueOf(e.getMessage()));
        } catch (AdapterFailedException e) {
            throw new Finding(String.valueOf(e.getMessage()), e);
        }
    }

    private static AdapterInput input(byte[] bytes) {
        int in = find(bytes);
        Map<String, String> beside = new LinkedHashMap<>();
        for (String line : new String(bytes, 0, Math.max(in, 0), StandardCharsets.UTF_8).split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                beside.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        @Nullable String contentType = beside.remove("content-type");
        String key = beside.remove("key");
        byte[] text = Arrays.copyOfRange(bytes, in < 0 ? 0 : in + IN.length, bytes.length);
        return new AdapterInput(Body.of(text), contentType, key == null ? KEY : key, beside);
    }

    private static int find(byte[] bytes) {
        for (int at = 0; at + IN.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + IN.length, IN, 0, IN.length)) {
                return at;
            }
        }
        return -1;
    }
}
