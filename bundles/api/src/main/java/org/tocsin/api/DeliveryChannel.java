// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The way out for the lanes of one channel. An OSGi service; usually made by the engine from a route that starts with
 * {@code from("tocsin:deliver?channel=...")}. A channel makes one attempt and classifies the answer; the queue retries.
 */
@ConsumerType
public interface DeliveryChannel {

    /** The channel's name, as in {@link Lane#channel()}. */
    String channel();

    /**
     * Makes one attempt. May block the calling thread, which the queue bounds; must come to an end by itself within the
     * channel's own deadline. An attempt that outlives even the queue's longer deadline is told to stop: its thread is
     * interrupted, or the returned stage cancelled, and the channel must then send nothing more of it.
     *
     * @return completes with the outcome; completing exceptionally means {@link Outcome.RetryLater}
     */
    CompletionStage<Outcome> deliver(Delivery delivery);
}
