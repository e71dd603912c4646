// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a channel knows about the shape of its events: reads hostile text, checks it, and makes the {@link Event} that
 * is stored. An OSGi service; a channel registers one, and every door of the house uses it.
 */
@ConsumerType
public interface EventFormat {

    /** The channel whose events this reads. */
    String channel();

    /**
     * Whether the keys of its lanes are secrets, which nobody is shown who has not asked for them. Else they are plain
     * names, for example of targets in the configuration.
     */
    default boolean hasSecretKeys() {
        return true;
    }

    /**
     * Whether the text of an event has the key, too, as it is stored. Else it is told beside the text wherever an event is taken
     * along.
     */
    default boolean hasKeysInTexts() {
        return true;
    }

    /**
     * What to give as key to {@link #read}, beside the text of an event of this lane, so that it comes into this lane again:
     * the lane's own key, unless this makes another one of it.
     *
     * @return null when nothing is to be given
     */
    default @Nullable String keyBeside(Lane lane) {
        return lane.key();
    }

    /**
     * Reads one event. Only what the channel's limits demand is changed in the text, by splicing.
     *
     * @param text the text as it came in
     * @param format the shape that the sender named, or null to infer it from the text
     * @param key the key that the sender gave outside the text, or null; the text's own key wins nothing over it: where
     *     both are given they must be equal
     * @throws InvalidEventException when the text is no event of this channel; it names the field and the remedy
     */
    Event read(Body text, @Nullable String format, @Nullable String key) throws InvalidEventException;

    /**
     * Reads an event that an adapter has made. One that is larger than its channel takes is cut where that hurts least,
     * and marked there: who could send less is a machine that nobody can ask. The default cuts nothing.
     */
    default Event fit(Body text, @Nullable String format, @Nullable String key) throws InvalidEventException {
        return read(text, format, key);
    }
}
