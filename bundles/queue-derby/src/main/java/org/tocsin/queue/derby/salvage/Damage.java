// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.util.List;

/**
 * What is known of a damaged database after everything was read that could be read.
 *
 * @param cause what made us look, in one line
 * @param places which pages, log files and records are damaged
 * @param blocks how many blocks were read
 * @param lanes how many records of lanes
 * @param exceptions how many of exceptions
 * @param stores how many of the store
 * @param broken how many records had a wrong checksum
 * @param saved how many events the new database has
 * @param waiting how many of them wait
 * @param missing the order numbers that were given and not found, as ranges
 * @param lost what is missing of each lane; lanes of which nothing is missing are not here
 * @param repeats what may be sent a second time, in words
 * @param notes what else a person should know
 */
public record Damage(
        String cause,
        List<String> places,
        int blocks,
        int lanes,
        int exceptions,
        int stores,
        int broken,
        long saved,
        long waiting,
        List<String> missing,
        List<Lost> lost,
        List<String> repeats,
        List<String> notes) {

    /** In the place of a lane's id, when nothing tells which lanes they were. */
    public static final String UNTOLD = "?";

    /**
     * What is missing of a lane.
     *
     * @param lane its id for people, or {@link #UNTOLD}
     * @param count how many waiting events its records counted and nobody found
     * @param among the order numbers among which they are
     */
    public record Lost(String lane, long count, List<String> among) {
        /** Copies the list. */
        public Lost {
            among = List.copyOf(among);
        }
    }

    /** Copies the lists. */
    public Damage {
        places = List.copyOf(places);
        missing = List.copyOf(missing);
        lost = List.copyOf(lost);
        repeats = List.copyOf(repeats);
        notes = List.copyOf(notes);
    }

    /** How many events are lost for sure. */
    public long lostEvents() {
        return lost.stream().mapToLong(Lost::count).sum();
    }
}
