// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what became durable. Must return at once and throw nothing. */
@ConsumerType
@FunctionalInterface
public interface StoreListener {

    /**
     * Hears of one commit.
     *
     * @param events what it appended, in order
     */
    void committed(List<StoredEvent> events);

    /**
     * The store was damaged and has mended itself while it was open. What its user knows of the lanes is void.
     *
     * @param lanes how they stand now
     */
    default void mended(List<LaneRecord> lanes) {}
}
