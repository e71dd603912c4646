// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Drops events into the spool, where the agent takes them in: each a file that is on the disk, whole, before it has its
 * name. What such a file holds and how it is called is told in the README of {@code bundles/spool}.
 *
 * <p>Nobody may list the spool but the agent, and only its sender and the agent's group may read a file; for the case
 * that others are in that group, too, its name cannot be guessed.
 */
final class SpoolWriter {

    /** Who reads what is dropped: it names the format. */
    private static final String ROOM = "spool";

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int BOOT_DIGITS = 8;
    private static final int RANDOM_BYTES = 16;
    private static final String MODE = "rw-r-----";

    private final Path directory;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();

    SpoolWriter(Path directory, Clock clock, LongSupplier nanoTime) {
        this.directory = directory;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    Path directory() {
        return directory;
    }

    /** A name that no other submission has. */
    String newName() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Drops an event; returns when it is durable.
     *
     * @param key the key that was given outside the text, or null
     * @throws IOException when nothing was dropped
     */
    void drop(String channel, @Nullable String format, @Nullable String key, String submission, byte[] event)
            throws IOException {
        String name = name();
        Path draft = directory.resolve("." + name + ".part");
        Path file = directory.resolve(name);
        Path written = draft;
        boolean whole = false;
        try (FileChannel out = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)))) {
            // whatever the umask says: the agent reads it as the group of the directory
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(MODE));
            write(out, head(channel, format, key, submission, event.length));
            write(out, event);
            out.force(true);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            written = file;
            // who may not open the directory cannot sync it; but a sync of the file takes its new name along
            out.force(true);
            syncDirectory();
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(written);
            }
        }
    }

    private static void write(FileChannel out, byte[] bytes) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            out.write(left);
        }
    }

    private void syncDirectory() throws IOException {
        if (Files.isReadable(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private String name() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        return String.format(
                Locale.ROOT,
                "%016d-%s-%018d-%s.event",
                Math.max(0, micros),
                boot(),
                Math.max(0, nanoTime.getAsLong()),
                newName());
    }

    private static String boot() {
        try {
            return Files.readString(BOOT).substring(0, BOOT_DIGITS);
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return "0".repeat(BOOT_DIGITS); // no Linux: then the time of day orders what others drop
        }
    }

    private static byte[] head(
            String channel, @Nullable String format, @Nullable String key, String submission, int length) {
        return ("tocsin-" + ROOM + " 1\nchannel: " + channel
                        + (format == null ? "" : "\nformat: " + format)
                        + (key == null ? "" : "\nkey: " + escaped(key))
                        + "\nsubmission: " + submission
                        + "\nlength: " + length
                        + "\n\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String escaped(String key) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if ((c >= '0' && c <= '9')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || c == '.'
                    || c == '_'
                    || c == '-') {
                escaped.append(c);
            } else {
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    /** Why nothing could be dropped, for a person. */
    String why(IOException problem) {
        String reason = problem instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : problem instanceof NoSuchFileException
                        ? "there is no such directory, the agent makes it at its start"
                        : problem instanceof AccessDeniedException
                                ? "permission denied"
                                : String.valueOf(problem.getMessage());
        return "the spool " + directory + " cannot be written: " + reason;
    }
}
