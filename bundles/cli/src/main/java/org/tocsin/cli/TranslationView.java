// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/**
 * What an adapter makes of an input.
 *
 * @param events in their order
 * @param problems parts of which no event can be made, each {@code number: field: what is wrong, what to do}
 * @param withoutKey whether an event has none, and would be refused without; another text stands in its place
 */
public record TranslationView(List<DraftView> events, List<String> problems, boolean withoutKey) {
    public TranslationView {
        events = List.copyOf(events);
        problems = List.copyOf(problems);
    }
}
