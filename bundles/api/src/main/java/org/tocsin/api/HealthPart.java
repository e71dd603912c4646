// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import org.osgi.annotation.versioning.ConsumerType;

/** One line of {@code tocsin status}: how a plugin feels. An OSGi service; asked often, so it answers from memory. */
@ConsumerType
public interface HealthPart {

    /** The plugin's name, for example {@code queue}. */
    String part();

    /** How it stands. Never throws. */
    Health health();

    /**
     * A state and one line for a person.
     *
     * @param state what a machine reads
     * @param text what a person reads: what is wrong and what to do, or a short figure when all is well
     */
    record Health(State state, String text) {}

    /** What a machine reads. */
    enum State {
        /** Works. */
        READY,
        /** Works in part, or waits for something; the text says for what. Needs a person some day. */
        DEGRADED,
        /** Does not work; the agent as a whole is not ready. Needs a person now. */
        FAILED
    }
}
