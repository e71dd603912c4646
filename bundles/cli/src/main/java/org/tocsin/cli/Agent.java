// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the words need from the agent. The agent brings its own; without an agent there is {@link AbsentAgent}. */
public interface Agent {

    /** The channel of events whose sender names none. */
    String PAGERDUTY = "pagerduty";

    /**
     * Puts an event on the queue.
     *
     * @param channel by which it is delivered
     * @param text the event, JSON
     * @param format {@code v1}, {@code v2}, {@code change}, or null to infer it
     * @param key the key that was given outside the text, or null
     * @param submission the sender's own name for this submission, or null: a repeat of it is answered as the first
     * @return completes after the event is durable, or exceptionally with a {@link RefusedException} when it was not kept
     */
    CompletionStage<Submitted> submit(
            String channel, String text, @Nullable String format, @Nullable String key, @Nullable String submission);

    /**
     * Takes in what a tool says. Blocks until the events that were made of it are durable, or the input is, which then waits
     * for its adapter.
     *
     * @param key the tool's routing key; null for none
     * @param submission as of {@link #submit}
     * @throws RefusedException when not all of it was kept
     */
    TakenIn take(ToolInput input, @Nullable String key, @Nullable String submission) throws RefusedException;

    /**
     * How each lane stands, sorted by id.
     *
     * @throws RefusedException when the agent cannot say
     */
    List<LaneView> lanes() throws RefusedException;

    /**
     * Puts dead letters of PagerDuty back in their places.
     *
     * @param key the key whose lanes are meant; null for all of PagerDuty
     * @return how many were put back, after that is durable
     * @throws RefusedException when none was put back
     */
    int retry(@Nullable String key) throws RefusedException;

    /**
     * What is done with what is on the queue.
     *
     * @throws RefusedException when there is no agent
     */
    Desk desk() throws RefusedException;

    /**
     * Its routes.
     *
     * @throws RefusedException when there is no agent
     */
    Switchboard switchboard() throws RefusedException;

    /**
     * Its adapters.
     *
     * @throws RefusedException when there is no agent
     */
    Translators translators() throws RefusedException;

    /**
     * How the agent feels.
     *
     * @throws RefusedException when there is no agent to ask
     */
    HealthView health() throws RefusedException;

    /**
     * The plugins, by name.
     *
     * @throws RefusedException when the agent cannot say
     */
    List<PluginView> plugins() throws RefusedException;

    /**
     * A new token for the local API, which is accepted at once.
     *
     * @param grace how long the old one is, too, ISO-8601; null for the usual time
     * @return how long that is
     * @throws RefusedException when the old one stays
     */
    Duration rotateSecret(@Nullable String grace) throws RefusedException;
}
