// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

/**
 * How full a store is.
 *
 * @param usedBytes what counts against the limit: events that wait and dead letters; not what is kept of the delivered
 * @param maxBytes the limit
 * @param disk how the disk below it stands; a store that has none says that there is room
 */
public record StoreUse(long usedBytes, long maxBytes, Disk disk) {

    /** A store on a disk with room. */
    public StoreUse(long usedBytes, long maxBytes) {
        this(usedBytes, maxBytes, Disk.ROOM);
    }

    /** How much of the disk is left to the store. */
    public enum Disk {
        /** Enough. */
        ROOM,
        /** Not enough for what the store may still take in. */
        SHORT,
        /** None: no event is accepted until there is some again. */
        FULL
    }
}
