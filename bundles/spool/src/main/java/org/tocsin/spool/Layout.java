// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What files are called in a directory, in which order they come, and what they hold. Names are hostile. */
interface Layout {

    /** Whether a name is one of a file that is not dropped yet, or of ours. */
    boolean ignores(String name);

    /** Whether a name is one that a sender gives. */
    boolean fits(String name);

    /** Is told of every name that is there before any is given its place. */
    default void notice(Path name) {}

    /** Where it stands in the order in which files were dropped; those whose names do not fit come anywhere. */
    Place place(Path name);

    /** The longest file of any kind, in bytes. */
    int maxBytes();

    /** Whether a file may have a second name, by which its sender wrote it. */
    boolean takesLinks();

    /** Whether a file that is set aside keeps its name. */
    boolean keepsNames();

    /** A name as people may see it: without a key. Null for one that does not fit. */
    @Nullable
    String shown(String name);

    /** Reads a file whose name fits. */
    Dropped read(String name, byte[] content) throws UnfitFileException;
}
