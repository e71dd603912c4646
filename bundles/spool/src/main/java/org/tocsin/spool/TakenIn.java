// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.tocsin.api.host.WholeFile;

/**
 * The files whose events the queue has, and that could not be deleted: kept on the disk, in the data of the agent, so that
 * none is taken in a second time after a start, however late. Usually there are none, and no file. Keeps hashes, as names
 * may have keys in them. Used by one thread.
 */
final class TakenIn {

    /** So many that another one is not worth the risk. */
    static final int MOST = 10_000;

    private static final int DIGITS = 40;

    private final Path file;
    private final Set<String> marks = new HashSet<>();
    private boolean read;

    TakenIn(Path file) {
        this.file = file;
    }

    /** Reads what was kept; before anything else is asked. */
    void load() throws UnusableInboxException {
        if (read) {
            return;
        }
        try {
            Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .limit(MOST)
                    .forEach(marks::add);
        } catch (NoSuchFileException e) {
            marks.clear(); // as usual
        } catch (IOException e) {
            throw new UnusableInboxException(
                    file + " cannot be read (" + e.getClass().getSimpleName()
                            + "), and so nobody knows what was taken in: make it readable for the agent's user, or"
                            + " delete it",
                    e);
        }
        read = true;
    }

    /** Whether another one can be kept. */
    boolean hasRoom() {
        return marks.size() < MOST;
    }

    boolean contains(Path one) throws IOException {
        return !marks.isEmpty() && marks.contains(mark(one));
    }

    /** On the disk when this returns; known in any case. */
    void add(Path one) throws IOException {
        if (marks.add(mark(one))) {
            write();
        }
    }

    /** Deletes it, and what is known of it. */
    void delete(Path one) throws IOException {
        String mark = marks.isEmpty() ? "" : mark(one);
        Files.delete(one);
        if (marks.remove(mark)) {
            write();
        }
    }

    private static String mark(Path one) throws IOException {
        BasicFileAttributes now = Files.readAttributes(one, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        // another file of that name is another event; moving it changes none of these
        String text = one.getFileName() + "\n" + now.lastModifiedTime() + '\n' + now.size();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void write() throws IOException {
        if (marks.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        WholeFile.write(file, String.join("\n", marks) + '\n');
    }
}
