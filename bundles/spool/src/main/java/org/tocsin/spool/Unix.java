// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** What the kernel says of a file, never through a symbolic link. */
record Unix(int mode, int owner, int links, long size) {

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int STICKY = 01000;

    static Unix of(Path file) throws IOException {
        Map<String, Object> says = Files.readAttributes(file, "unix:mode,uid,nlink,size", LinkOption.NOFOLLOW_LINKS);
        return new Unix(
                (int) number(says, "mode"),
                (int) number(says, "uid"),
                (int) number(says, "nlink"),
                number(says, "size"));
    }

    private static long number(Map<String, Object> says, String name) throws IOException {
        if (says.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException("the file system does not tell the " + name + " of a file");
    }

    /** The number of the user as whom this process runs. */
    static int user() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self/stat"), "unix:uid");
    }

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    /** Whether only its owner may take away what others have put there. */
    boolean isSticky() {
        return (mode & STICKY) != 0;
    }
}
