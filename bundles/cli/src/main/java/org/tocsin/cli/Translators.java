// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person asks of adapters. Words and HTTP paths are views of it. */
public interface Translators {

    /** All that are there, by name. */
    List<AdapterView> adapters() throws RefusedException;

    /**
     * What an adapter makes of a text; nothing is sent.
     *
     * @param key the routing key; null for that of the text or of the adapter's file
     * @param withKey whether the events are shown as they are; else their keys are struck out of them
     * @throws RefusedException when there is no such adapter, no event can be made of the text, or the adapter failed
     */
    TranslationView translate(String adapter, String text, @Nullable String key, boolean withKey)
            throws RefusedException;
}
