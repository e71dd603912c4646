// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.Adapter;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpDoor;

/** What the {@code tocsin:} endpoints need of the house around them. What is behind may come and go at any time. */
public interface Doors {

    /** The queue; null while there is none. */
    @Nullable
    EventQueue queue();

    /** What reads the events of this channel; null while there is none. */
    @Nullable
    EventFormat format(String channel);

    /** How errors are written for who speaks that protocol; null while nobody knows. */
    default @Nullable ErrorShape errors(String shape) {
        return null;
    }

    /** Opens a path on the listener of this name, now or as soon as it is there, and again whenever it comes back. */
    Lease openPath(String door, HttpDoor.PathSpec spec, HttpDoor.Handler handler);

    /** Offers a channel to the queue. */
    Lease offer(DeliveryChannel channel);

    /** Offers an adapter, which the route of this id is, to whoever has something to translate. */
    default Lease offer(Adapter adapter, String routeId) {
        throw new IllegalStateException(
                "adapter: " + adapter.name() + " of route " + routeId + " is of no use where there is no container");
    }

    /** Something that lasts until it is closed. */
    interface Lease extends AutoCloseable {
        /** What it waits for, for a person; empty when it is in force. */
        default String waitsFor() {
            return "";
        }

        @Override
        void close();
    }
}
