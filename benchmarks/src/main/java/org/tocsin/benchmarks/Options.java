// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a benchmark was told.
 *
 * @param home the unpacked distribution
 * @param switches what came as {@code --name value}
 */
record Options(Path home, Map<String, String> switches) {

    private static final int PAIRS = 5;
    private static final Set<String> COMMON = Set.of("size", "pairs", "profile");

    /** Reads the arguments: the distribution, then {@code --size N}, {@code --pairs N} and the benchmark's own words. */
    static Options of(String[] args, String... own) {
        Set<String> mine = Set.of(own);
        Map<String, String> switches = new HashMap<>();
        for (int i = 1; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (i + 1 == args.length || !(COMMON.contains(name) || mine.contains(name))) {
                throw new IllegalArgumentException(args[i] + ": use --size N, --pairs N, --profile yes"
                        + (mine.isEmpty() ? "" : " or, with a value, " + mine));
            }
            switches.put(name, args[i + 1]);
        }
        return new Options(Path.of(args[0]), Map.copyOf(switches));
    }

    int size(int otherwise) {
        return number("size", otherwise);
    }

    int pairs() {
        return number("pairs", PAIRS);
    }

    /** Whether to run one more turn with a recording, and to print where its time went. */
    boolean profile() {
        return switches.containsKey("profile");
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(switches.getOrDefault(name, Integer.toString(otherwise)));
    }

    Duration duration(String name, Duration otherwise) {
        return Duration.parse(switches.getOrDefault(name, otherwise.toString()));
    }

    String word(String name, String otherwise) {
        return switches.getOrDefault(name, otherwise);
    }
}
