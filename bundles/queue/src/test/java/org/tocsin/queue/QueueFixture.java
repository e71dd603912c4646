// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.store.EventStore;

/** The queue with its defaults, over the store of another plugin's test. */
public final class QueueFixture {

    private QueueFixture() {}

    /** An open queue; its owner closes it. */
    public static QueueComponent over(EventStore store) {
        return new QueueComponent(store, "128", "PT35S", "32", "16777216");
    }

    /** What the container does when a channel appears. */
    public static void add(QueueComponent queue, DeliveryChannel channel) {
        queue.addChannel(channel);
    }
}
