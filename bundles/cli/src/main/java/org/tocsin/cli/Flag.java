// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/**
 * A flag of a word, or an argument that has no flag before it.
 *
 * @param letter its short form without the hyphen, or empty
 * @param name its long form without the hyphens
 * @param label what help calls its value; empty for a flag without a value
 * @param help one sentence
 * @param place how it is typed
 * @param filling what its value may be
 * @param others further spellings of it, with their hyphens, that help does not show
 */
record Flag(String letter, String name, String label, String help, Place place, Filling filling, List<String> others) {

    static final Flag HELP = toggle("h", "help", "show this help and exit");
    static final Flag JSON = toggle("", "json", "print JSON for a program to read");
    static final Flag WAIT = new Flag(
            "",
            "wait",
            "[SECONDS]",
            "return when it is delivered, refused for good, or SECONDS are over (default: 60)",
            Place.NAMED_ALONE_OR_WITH_NUMBER,
            Filling.NONE,
            List.of());
    static final Flag STDIN = toggle("", "stdin", "take events from standard input, one JSON object a line");

    /** How something is typed. */
    enum Place {
        /** After the flag's name. */
        NAMED,
        /** The flag's name, behind which a number may stand. */
        NAMED_ALONE_OR_WITH_NUMBER,
        /** Alone, and once. */
        OPERAND,
        /** Alone, as often as one likes. */
        OPERANDS,
        /** Alone, as often as one likes; behind the first of them only what is exactly a flag of the word is one. */
        VERBATIM
    }

    static Flag value(String letter, String name, String label, String help) {
        return new Flag(letter, name, label, help, Place.NAMED, Filling.NONE, List.of());
    }

    static Flag toggle(String letter, String name, String help) {
        return new Flag(letter, name, "", help, Place.NAMED, Filling.NONE, List.of());
    }

    static Flag operand(String name, String label, String help) {
        return new Flag("", name, label, help, Place.OPERAND, Filling.NONE, List.of());
    }

    static Flag operands(String name, String label, String help) {
        return new Flag("", name, label, help, Place.OPERANDS, Filling.NONE, List.of());
    }

    static Flag verbatim(String name, String label, String help) {
        return new Flag("", name, label, help, Place.VERBATIM, Filling.NONE, List.of());
    }

    /** The same, when it is known what its value may be. */
    Flag filledBy(Filling values) {
        return new Flag(letter, name, label, help, place, values, others);
    }

    /** The same, when it is also known by these spellings. */
    Flag also(String... spellings) {
        return new Flag(letter, name, label, help, place, filling, List.of(spellings));
    }

    /** Those of them that are typed alone, in their order. */
    static List<Flag> operands(List<Flag> flags) {
        return flags.stream().filter(flag -> flag.place == Place.OPERAND).toList();
    }

    boolean takesValue() {
        return !label.isEmpty() && !mayTakeNumber();
    }

    /** Whether a number that stands behind it is its value, and any other text is not. */
    boolean mayTakeNumber() {
        return place == Place.NAMED_ALONE_OR_WITH_NUMBER;
    }

    boolean hasName() {
        return place == Place.NAMED || mayTakeNumber();
    }

    boolean isTyped(String typed) {
        return hasName()
                && (typed.equals("--" + name)
                        || (!letter.isEmpty() && typed.equals("-" + letter))
                        || others.contains(typed));
    }

    /** Both forms, for example {@code -k/--key}. */
    String forms(String between) {
        if (!hasName()) {
            return label;
        }
        return letter.isEmpty() ? "--" + name : "-" + letter + between + "--" + name;
    }

    /** What to type, for example {@code --key KEY}. */
    String example() {
        return hasName() ? "--" + name + ' ' + label : label;
    }
}
