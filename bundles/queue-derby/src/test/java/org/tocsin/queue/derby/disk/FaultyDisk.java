// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk on which something does not work while a switch is on. */
final class FaultyDisk implements Disk {

    private final AtomicInteger refusals = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;

    /** What does not work. */
    enum Fault {
        /** Everything does. */
        NONE(""),
        /** The file system is full, as one that writes nothing in place. */
        FULL("No space left on device"),
        /** There is no space for the log. */
        FULL_FOR_LOG("No space left on device"),
        /** There is no space for the tables. */
        FULL_FOR_DATA("No space left on device"),
        /** There is no space for one file more; as when a log is switched, or a table is made. */
        FULL_FOR_NEW_FILES("No space left on device"),
        /** The disk breaks. */
        WRITE_ERROR("Input/output error"),
        /** The file system went read-only, as some do when the disk breaks. */
        READ_ONLY("Read-only file system"),
        /** The disk cannot be read. */
        READ_ERROR("Input/output error");

        private final String message;

        Fault(String message) {
            this.message = message;
        }

        private boolean meets(Change change) {
            boolean takesSpace = !(change instanceof Change.Delete);
            boolean log = change.file().startsWith("log/");
            return switch (this) {
                case NONE, READ_ERROR -> false;
                case FULL, WRITE_ERROR -> takesSpace;
                case FULL_FOR_LOG -> takesSpace && log;
                case FULL_FOR_DATA -> takesSpace && !log;
                case FULL_FOR_NEW_FILES -> change instanceof Change.Create;
                case READ_ONLY -> true;
            };
        }
    }

    void set(Fault now) {
        fault = now;
        refusals.set(0);
    }

    /** How often the disk refused since the switch. */
    int refusals() {
        return refusals.get();
    }

    @Override
    public void begins(Change change) throws IOException {
        Fault now = fault;
        if (now.meets(change)) {
            refuse(now);
        }
    }

    @Override
    public void reads(String file) throws IOException {
        Fault now = fault;
        if (now == Fault.READ_ERROR) {
            refuse(now);
        }
    }

    @Override
    public long syncing(String file) throws IOException {
        Fault now = fault;
        if (now == Fault.WRITE_ERROR) {
            refuse(now);
        }
        return 0;
    }

    @Override
    public void done(Change change, boolean through) {
        // nothing is remembered
    }

    @Override
    public void synced(String file, long token) {
        // nothing is remembered
    }

    private void refuse(Fault now) throws IOException {
        refusals.incrementAndGet();
        throw new IOException(now.message);
    }
}
