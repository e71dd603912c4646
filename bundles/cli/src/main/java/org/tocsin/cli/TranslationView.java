// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/**
 * What an adapter makes of an input.
 *
 * @param events in their order
 * @param problems parts of which no event can be made, each {@code number: field: what is wrong, what to do}
 */
public record TranslationView(List<DraftView> events, List<String> problems) {
    public TranslationView {
        events = List.copyOf(events);
        problems = List.copyOf(problems);
    }
}
