// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A scrape, read as its two specifications demand it and no more leniently: the text format of Prometheus 0.0.4, or
 * OpenMetrics 1.0. What is not allowed is an {@link IllegalArgumentException} with the line.
 */
final class Exposition {

    /** A sample: the labels in the order of their names, and the value. */
    record Sample(String name, Map<String, String> labels, double value) {}

    /** Samples of one name and type. */
    record Family(String name, String type, List<Sample> samples) {
        /** The names of the labels, without those that the type itself brings. */
        Set<String> labels() {
            Set<String> names = new TreeSet<>();
            samples.forEach(sample -> names.addAll(sample.labels().keySet()));
            names.removeAll(Set.of("le", "quantile"));
            return names;
        }
    }

    private static final Pattern META = Pattern.compile("# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*)(?: (.*))?");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ([^ ]+)(?: (-?[0-9.]+))?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|Inf|NaN)");
    private static final Map<String, Set<String>> SUFFIXES = Map.of(
            "gauge", Set.of(""),
            "histogram", Set.of("_bucket", "_sum", "_count"),
            "summary", Set.of("", "_sum", "_count"),
            "info", Set.of("_info"));

    private final boolean open;
    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Set<String> series = new HashSet<>();
    private final Set<String> said = new HashSet<>();
    private String current = "";
    private boolean ended;

    private Exposition(boolean open) {
        this.open = open;
    }

    /** The text format. */
    static Exposition text(String text) {
        return new Exposition(false).read(text);
    }

    /** OpenMetrics. */
    static Exposition openMetrics(String text) {
        Exposition read = new Exposition(true).read(text);
        check(read.ended, "no # EOF at the end");
        return read;
    }

    /** By name. */
    Map<String, Family> families() {
        return families;
    }

    /** The one sample of that name with these labels among others; name, value, name, value. */
    double value(String name, String... labels) {
        List<Sample> found = new ArrayList<>();
        for (Family family : families.values()) {
            for (Sample sample : family.samples()) {
                boolean fits = sample.name().equals(name);
                for (int i = 0; i < labels.length; i += 2) {
                    fits &= labels[i + 1].equals(sample.labels().get(labels[i]));
                }
                if (fits) {
                    found.add(sample);
                }
            }
        }
        check(found.size() == 1, name + " with these labels: " + found);
        return found.get(0).value();
    }

    private Exposition read(String text) {
        check(text.endsWith("\n"), "the last line does not end");
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            try {
                check(!ended, "something after # EOF");
                read1(line);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + ": '" + line + "'", e);
            }
        }
        families.values().stream()
                .filter(family -> family.type().equals("histogram"))
                .forEach(Exposition::checkBuckets);
        return this;
    }

    private void read1(String line) {
        check(line.equals(line.strip()) || line.startsWith("# HELP "), "blanks around it");
        if (open && line.equals("# EOF")) {
            ended = true;
        } else if (line.startsWith("#")) {
            meta(line);
        } else {
            sample(line);
        }
    }

    private void meta(String line) {
        Matcher parts = META.matcher(line);
        check(parts.matches(), "neither HELP nor TYPE nor UNIT");
        check(said.add(parts.group(1) + ' ' + parts.group(2)), "said twice");
        String name = parts.group(2);
        if (!name.equals(current)) {
            check(!families.containsKey(name), "a family in two places");
            current = name;
        }
        if (parts.group(1).equals("TYPE")) {
            String type = String.valueOf(parts.group(3));
            check(type.equals("counter") || SUFFIXES.containsKey(type), "no known type");
            check(open || !type.equals("info"), "a type of OpenMetrics");
            families.put(name, new Family(name, type, new ArrayList<>()));
        } else if (parts.group(1).equals("UNIT")) {
            check(open && name.endsWith('_' + parts.group(3)), "the name does not end with the unit");
        }
    }

    private void sample(String line) {
        Matcher parts = SAMPLE.matcher(line);
        check(parts.matches(), "no sample");
        Family family = families.get(current);
        if (family == null) {
            throw new IllegalArgumentException("before the type of its family is said");
        }
        String name = parts.group(1);
        check(
                suffixes(family).stream().anyMatch(suffix -> name.equals(current + suffix)),
                "not of the family before it");
        check(!family.type().equals("counter") || name.endsWith("_total"), "a counter without _total");
        Map<String, String> labels = labels(parts.group(2));
        check(
                name.endsWith("_bucket") == labels.containsKey("le")
                        || !family.type().equals("histogram"),
                "le");
        check(series.add(name + labels), "twice");
        check(NUMBER.matcher(parts.group(3)).matches(), "no number");
        check(parts.group(4) == null, "a time, which we do not give");
        double value = Double.parseDouble(parts.group(3).replace("Inf", "Infinity"));
        check(!family.type().equals("counter") || value >= 0, "a counter below zero");
        family.samples().add(new Sample(name, labels, value));
    }

    private Set<String> suffixes(Family family) {
        if (family.type().equals("counter")) {
            return open ? Set.of("_total") : Set.of("");
        }
        return SUFFIXES.getOrDefault(family.type(), Set.of());
    }

    private static Map<String, String> labels(@Nullable String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text == null) {
            return labels;
        }
        Matcher label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            check(label.find(at) && label.start() == at, "no label at " + at);
            check(labels.put(label.group(1), label.group(2)) == null, "a label twice");
            at = label.end();
        }
        check(!text.isEmpty() && !text.endsWith(","), "a comma too much, or no labels");
        return labels;
    }

    /** Every histogram: the buckets in order, none smaller than the one before, and the last is all. */
    private static void checkBuckets(Family family) {
        Map<Map<String, String>, List<Sample>> buckets = new LinkedHashMap<>();
        Map<Map<String, String>, Double> counts = new LinkedHashMap<>();
        for (Sample sample : family.samples()) {
            Map<String, String> rest = new TreeMap<>(sample.labels());
            rest.remove("le");
            if (sample.name().endsWith("_bucket")) {
                buckets.computeIfAbsent(rest, any -> new ArrayList<>()).add(sample);
            } else if (sample.name().endsWith("_count")) {
                counts.put(rest, sample.value());
            }
        }
        check(buckets.keySet().equals(counts.keySet()), family.name() + ": buckets without a count, or the other way");
        buckets.forEach((labels, all) -> {
            double bound = Double.NEGATIVE_INFINITY;
            double before = 0;
            for (Sample one : all) {
                double next = Double.parseDouble(
                        String.valueOf(one.labels().get("le")).replace("Inf", "Infinity"));
                check(next > bound && one.value() >= before, family.name() + ": buckets out of order");
                bound = next;
                before = one.value();
            }
            check(
                    bound == Double.POSITIVE_INFINITY && before == counts.getOrDefault(labels, -1.0),
                    family.name() + ": +Inf is not all");
        });
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
