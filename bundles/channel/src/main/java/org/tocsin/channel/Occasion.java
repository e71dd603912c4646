// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.util.Objects;
import org.apache.camel.Exchange;
import org.tocsin.api.TocsinProperties;

/**
 * Which delivery this is. The same for every attempt of an event, so that the other side can know a repeat.
 *
 * @param target the name of the target
 * @param lane the id of the lane; another agent with such a target has the same
 * @param id the name of the event, as its sender was told it: no other event of any agent has it
 */
public record Occasion(String target, String lane, String id) {

    private static final int STORE_DIGITS = 16;

    static Occasion of(Exchange exchange) {
        return new Occasion(
                exchange.getProperty(TocsinProperties.KEY, "", String.class),
                exchange.getProperty(TocsinProperties.LANE, "", String.class),
                Objects.requireNonNull(
                        exchange.getProperty(TocsinProperties.EVENT_KEY, String.class), "an event that has a name"));
    }

    /** The name of the lane in the store in which the event lies: no other lane of any agent has it. */
    public String laneOfStore() {
        return id.substring(0, STORE_DIGITS) + '-' + lane;
    }
}
