// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/**
 * How the agent feels.
 *
 * @param state the worst that matters
 * @param parts every part, sorted by name
 */
public record HealthView(State state, List<Part> parts) {

    public HealthView {
        parts = List.copyOf(parts);
    }

    /** What a machine reads. */
    public enum State {
        /** Works. */
        READY,
        /** Works in part. */
        DEGRADED,
        /** Does not work. */
        FAILED
    }

    /**
     * One part of the agent.
     *
     * @param part its name
     * @param state how it stands
     * @param text what is wrong and what to do, or a short figure
     */
    public record Part(String part, State state, String text) {}
}
