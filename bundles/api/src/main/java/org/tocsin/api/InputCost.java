// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/**
 * What it takes to make events of an input, at most. It is measured on what the product's adapters keep of one at a time: the
 * text, a tree of it, the event; each many times as large as what it stands for, and most of all where it consists of many
 * small parts.
 */
final class InputCost {

    /** Bytes of memory for a byte: the text, the tree's copy, the event's, and that which is cut to length. */
    private static final int OF_A_BYTE = 9;

    /** What a byte outside of ASCII takes more: two of them become six in an event of v1. */
    private static final int OF_A_FOREIGN_BYTE = 15;

    /** For an object, which may become an event of its own. */
    private static final int OF_AN_OBJECT = 500;

    /** For a list, or a comma: a name, a value, and their places in three maps. */
    private static final int OF_A_MEMBER = 150;

    /** For a line, or a pair of a form. */
    private static final int OF_A_LINE = 300;

    private final long bytes;

    /**
     * Counts. Whichever way an adapter reads it, as JSON, as lines or as a form, there are no more parts than this; a line may be
     * an escape within JSON or a form.
     */
    InputCost(byte[] text) {
        long foreign = 0;
        long objects = 0;
        long members = 0;
        long lines = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length; i++) {
            switch (text[i]) {
                case '"' -> quoted = !quoted;
                case '{' -> objects += quoted ? 0 : 1;
                case '[', ',' -> members += quoted ? 0 : 1;
                case '\n', '\r', '&', '%' -> lines++;
                case '\\' -> {
                    i++; // whatever follows ends no text
                    lines += i < text.length && (text[i] == 'n' || text[i] == 'r' || text[i] == 'u') ? 1 : 0;
                }
                default -> foreign += text[i] < 0 ? 1 : 0;
            }
        }
        bytes = (long) text.length * OF_A_BYTE
                + foreign * OF_A_FOREIGN_BYTE
                + Math.max(objects * OF_AN_OBJECT + members * OF_A_MEMBER, lines * OF_A_LINE);
    }

    /** In bytes of memory. */
    long bytes() {
        return bytes;
    }
}
