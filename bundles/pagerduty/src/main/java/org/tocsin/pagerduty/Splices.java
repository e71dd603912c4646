// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tocsin.api.Body;
import org.tocsin.pagerduty.EventText.Field;

/** The few changes to an event's text: everything between them stays as it is, character for character. */
final class Splices {

    private final EventText event;
    private final List<Splice> splices = new ArrayList<>();

    /** Replaces the text from {@code start} to before {@code end}. */
    private record Splice(int start, int end, String replacement) {
        /** Without the replacement, which may be a key. */
        @Override
        public String toString() {
            return "Splice[" + start + " to " + end + "]";
        }
    }

    Splices(EventText event) {
        this.event = event;
    }

    /**
     * Gives a field a value. A field that is there, null or blank, gets it in its own place, since a second field of
     * the same name would be a puzzle; else it is put in after the opening brace.
     *
     * @param name a top-level field
     * @param value letters and digits only, so that nothing needs an escape
     */
    void set(String name, String value) {
        Field field = event.fields().get(name);
        if (field == null) {
            // every event that passed the rules has a field already, so the comma is right
            int start = event.afterBrace();
            splices.add(new Splice(start, start, '"' + name + "\":\"" + value + "\","));
        } else {
            splices.add(new Splice(field.start(), field.end(), '"' + value + '"'));
        }
    }

    /** Cuts the string at this path to a limit, if it is longer. */
    void cut(String path, int limit) {
        Field field = event.given(path);
        if (field == null || field.value() == null || Characters.count(field.value()) <= limit) {
            return;
        }
        String quoted = event.text().substring(field.start(), field.end());
        splices.add(new Splice(field.start(), field.end(), Characters.cutQuoted(quoted, limit)));
    }

    /** The event with all changes made; mostly there are none, and it is the very bytes that came. */
    Body apply() {
        if (splices.isEmpty()) {
            return event.body();
        }
        splices.sort(Comparator.comparingInt(Splice::start));
        String text = event.text();
        StringBuilder result = new StringBuilder(text.length() + 128);
        int from = 0;
        for (Splice splice : splices) {
            result.append(text, from, splice.start()).append(splice.replacement());
            from = splice.end();
        }
        return Body.of(result.append(text, from, text.length()).toString());
    }
}
