// SPDX-License-Identifier: Apache-2.0
package org.example.load;

import java.util.List;

/**
 * How many processes wanted a processor, on average.
 *
 * @param oneMinute over the last minute
 * @param fiveMinutes over the last five
 * @param fifteenMinutes over the last fifteen
 */
public record LoadAverage(double oneMinute, double fiveMinutes, double fifteenMinutes) {

    /** Reads a line of {@code /proc/loadavg}. */
    public static LoadAverage of(String line) {
        List<String> words = List.of(line.strip().split(" ", -1));
        return new LoadAverage(
                Double.parseDouble(words.get(0)), Double.parseDouble(words.get(1)), Double.parseDouble(words.get(2)));
    }
}
