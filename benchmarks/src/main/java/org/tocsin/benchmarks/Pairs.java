// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Two things measured in turns in one run, so that whatever else the machine does meets both.
 *
 * @param <T> what one turn measures
 */
final class Pairs<T> {

    /** One turn of something. */
    @FunctionalInterface
    interface Turn<T> {
        T run() throws Exception;
    }

    private final List<T> ours = new ArrayList<>();
    private final List<T> others = new ArrayList<>();

    /** Runs both once without counting, then so many pairs, each time the other one first. */
    static <T> Pairs<T> interleaved(int pairs, Turn<T> ours, Turn<T> others) throws Exception {
        Pairs<T> result = new Pairs<>();
        ours.run();
        others.run();
        for (int i = 0; i < pairs; i++) {
            System.err.println("pair " + (i + 1) + " of " + pairs);
            if (i % 2 == 0) {
                result.ours.add(ours.run());
                result.others.add(others.run());
            } else {
                result.others.add(others.run());
                result.ours.add(ours.run());
            }
        }
        return result;
    }

    /** The first two lines of a table. */
    static String head(String what, String ours, String other) {
        return "| " + what + " | " + ours + " | " + other + " | ratio | of the pairs |\n|---|---|---|---|---|";
    }

    /** One line for a table: the medians of both and the median of the ratios of the pairs, and these. */
    String line(String name, String unit, ToDoubleFunction<T> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(others.get(i)));
        }
        return String.format(
                Locale.ROOT,
                "| %s | %s %s | %s %s | %.2f | %s |",
                name,
                number(median(ours.stream().map(figure::applyAsDouble).toList())),
                unit,
                number(median(others.stream().map(figure::applyAsDouble).toList())),
                unit,
                median(ratios),
                ratios.stream()
                        .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                        .collect(joining(" ")));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
