// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.IOException;

/** Hears, on Derby's threads, of what Derby does to the files of one database. */
public interface Disk {

    /**
     * A change is about to be made.
     *
     * @throws IOException to refuse it; Derby sees the operating system say so
     */
    void begins(Change change) throws IOException;

    /**
     * A change is made.
     *
     * @param through whether the file was opened so that what is written is on the platter when the write returns
     */
    void done(Change change, boolean through);

    /** A file is about to be synced. Returns what {@link #synced} is to be told. */
    long syncing(String file) throws IOException;

    /** What had been done to the file before {@link #syncing} is on the platter. */
    void synced(String file, long token);

    /** Bytes are about to be read. */
    void reads(String file) throws IOException;
}
