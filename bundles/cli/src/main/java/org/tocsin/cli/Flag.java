// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/**
 * A flag of a word.
 *
 * @param letter its short form without the hyphen, or empty
 * @param name its long form without the hyphens
 * @param label what help calls its value; empty for a flag without a value
 * @param help one sentence
 */
record Flag(String letter, String name, String label, String help) {

    static final Flag HELP = toggle("h", "help", "show this help and exit");
    static final Flag JSON = toggle("", "json", "print JSON for a program to read");

    static Flag value(String letter, String name, String label, String help) {
        return new Flag(letter, name, label, help);
    }

    static Flag toggle(String letter, String name, String help) {
        return new Flag(letter, name, "", help);
    }

    boolean takesValue() {
        return !label.isEmpty();
    }

    boolean isTyped(String typed) {
        return typed.equals("--" + name) || (!letter.isEmpty() && typed.equals("-" + letter));
    }

    /** Both forms, for example {@code -k/--key}. */
    String forms(String between) {
        return letter.isEmpty() ? "--" + name : "-" + letter + between + "--" + name;
    }
}
