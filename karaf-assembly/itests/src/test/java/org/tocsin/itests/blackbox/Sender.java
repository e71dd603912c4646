// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import java.time.Duration;

/** A program that sends the events of one lane, and writes down what it knows of each. */
interface Sender extends AutoCloseable {

    /**
     * Offers an event to the agent once.
     *
     * @return whether it was accepted; if not, it is offered again
     */
    boolean offer(LaneStory.Event event);

    /** How long to wait after an event that was not accepted. */
    Duration patience();

    @Override
    void close();
}
