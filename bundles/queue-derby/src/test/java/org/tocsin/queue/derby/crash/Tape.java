// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.queue.derby.disk.Change;
import org.tocsin.queue.derby.disk.Disk;

/** All that was done to the files of a database and all that was promised in between, in its order. */
final class Tape implements Disk {

    private final boolean honest;
    private final List<Entry> entries = new ArrayList<>();

    /** An honest disk has on the platter what it was told to sync; one that is not forgets that it was told. */
    Tape(boolean honest) {
        this.honest = honest;
    }

    /** One thing that happened. */
    sealed interface Entry {
        /** A change of a file began. */
        record Did(Change change) implements Entry {}

        /** What was done to the file before that place of the tape is on the platter. */
        record Synced(String file, long before) implements Entry {}

        /** A word of whoever watches from above. */
        record Said(Object word) implements Entry {}
    }

    synchronized void say(Object word) {
        entries.add(new Entry.Said(word));
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** A cut may fall between the beginning of a write and its end. A name changes at once. */
    @Override
    public synchronized void begins(Change change) {
        if (change instanceof Change.Write || change instanceof Change.Length) {
            entries.add(new Entry.Did(change));
        }
    }

    @Override
    public synchronized void done(Change change, boolean through) {
        if (!(change instanceof Change.Write || change instanceof Change.Length)) {
            entries.add(new Entry.Did(change));
        } else if (through) {
            synced(change.file(), entries.size());
        }
    }

    @Override
    public synchronized long syncing(String file) {
        return entries.size();
    }

    @Override
    public synchronized void synced(String file, long before) {
        if (honest) {
            entries.add(new Entry.Synced(file, before));
        }
    }

    @Override
    public void reads(String file) {
        // leaves nothing behind
    }
}
