// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.util.Set;

/**
 * How far a trouble goes.
 *
 * @param size a number that grows with it
 * @param names the lanes that are hit, when it counts which
 */
record Extent(long size, Set<String> names) {

    static final Extent NONE = new Extent(0, Set.of());

    /** Copies. */
    Extent {
        names = Set.copyOf(names);
    }

    /** Whether there is something that the other does not have. */
    boolean goesBeyond(Extent other) {
        return size > other.size || !other.names.containsAll(names);
    }
}
