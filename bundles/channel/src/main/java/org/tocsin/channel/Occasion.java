// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import org.apache.camel.Exchange;
import org.tocsin.api.TocsinProperties;

/**
 * Which delivery this is. The same for every attempt of an event, so that the other side can know a repeat.
 *
 * @param target the name of the target
 * @param lane the id of the lane
 * @param order the order number of the event
 */
public record Occasion(String target, String lane, long order) {

    static Occasion of(Exchange exchange) {
        return new Occasion(
                exchange.getProperty(TocsinProperties.KEY, "", String.class),
                exchange.getProperty(TocsinProperties.LANE, "", String.class),
                exchange.getProperty(TocsinProperties.ORDER, 0L, Long.class));
    }

    /** A name that no other event of this agent has. */
    public String id() {
        return lane + '-' + order;
    }
}
