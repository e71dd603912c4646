// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

/** Something that Derby does to a file of its database. Paths are relative to the database, with {@code /}. */
public sealed interface Change {

    /** The file, by the name it has before the change. */
    String file();

    /** Bytes; the array belongs to the change. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and there are many
    record Write(String file, long offset, byte[] data) implements Change {}

    /** The file is cut, or grown with zeros. */
    record Length(String file, long length) implements Change {}

    /** An empty file that was not there. */
    record Create(String file) implements Change {}

    /** A directory that was not there. */
    record MakeDirectory(String file) implements Change {}

    /** A file or an empty directory is gone. */
    record Delete(String file) implements Change {}

    /** The file takes the place of whatever was there. */
    record Rename(String file, String to) implements Change {}
}
