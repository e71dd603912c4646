// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.nio.file.Path;
import java.util.List;

/** What files are called in a directory, in which order they come, and what they hold. Names are hostile. */
interface Layout {

    /** Whether a name is one of a file that is not dropped yet, or of ours. */
    boolean ignores(String name);

    /** Whether a name is one that a sender gives. */
    boolean fits(String name);

    /** Puts names into the order in which they were dropped; those that do not fit come anywhere. */
    void sort(List<Path> names);

    /** The longest file, in bytes. */
    int maxBytes();

    /** Whether a file may have a second name, by which its sender wrote it. */
    boolean takesLinks();

    /** Whether a file that is set aside keeps its name. */
    boolean keepsNames();

    /** Reads a file whose name fits. */
    Dropped read(String name, byte[] content) throws UnfitFileException;
}
