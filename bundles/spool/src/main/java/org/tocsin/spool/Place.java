// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * Where a file stands among the others: those of an elder era first, and within an era by its number.
 *
 * @param era when the boot of its sender began, or 0
 * @param boot which boot that is
 * @param number what its sender counted by
 * @param micros when two have the same number
 * @param name when they are of the same time
 */
record Place(long era, String boot, long number, long micros, Path name) implements Comparable<Place> {

    private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::era)
            .thenComparing(Place::boot)
            .thenComparingLong(Place::number)
            .thenComparingLong(Place::micros)
            .thenComparing(Place::name);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
