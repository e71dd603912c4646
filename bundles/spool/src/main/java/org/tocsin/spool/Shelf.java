// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.spool.UnfitFileException.Why;

/** Where files are set aside that are refused for good: so many, and so long. */
final class Shelf {

    private static final int SAME_NAMES = 100;
    private static final int MOST_COUNTED = 1_000;
    private static final int MOST_NOTES = 3;

    private final Path directory;
    private final int most;
    private final Duration age;
    private final Clock clock;

    /** Files of ours among those of another program. */
    private final Set<Path> ours = new HashSet<>();

    private final Map<Path, String> notes = new LinkedHashMap<>();
    private long sequence;

    Shelf(Path directory, int most, Duration age, Clock clock) {
        this.directory = directory;
        this.most = most;
        this.age = age;
        this.clock = clock;
    }

    Path directory() {
        return directory;
    }

    /**
     * Moves a file here.
     *
     * @param kept the name that it keeps; null for one that tells when and why
     * @param note what a person is told of it as long as it is here; null for nothing
     * @return how it may be called in the log
     */
    String put(Path file, @Nullable Path kept, Why why, @Nullable String note) throws IOException {
        String told;
        Path to;
        do {
            told = clock.millis() + "-" + sequence++ + "-" + why.word();
            to = directory.resolve(told);
        } while (Files.exists(to, LinkOption.NOFOLLOW_LINKS));
        for (int i = 0; kept != null && i < SAME_NAMES; i++) {
            Path wanted = directory.resolve(kept + (i == 0 ? "" : "." + i));
            if (!Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)) {
                to = wanted;
                told = "a file"; // its name may have a key in it
                break;
            }
        }
        Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
        if (kept != null && ours.size() < MOST_COUNTED) {
            ours.add(to);
        }
        if (note != null && notes.size() < MOST_NOTES) {
            notes.put(to, kept == null ? told + ", " + note : note);
        }
        return told;
    }

    /** What is to be told of the first ones that are still here. */
    List<String> notes() {
        notes.keySet().removeIf(file -> !Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        return List.copyOf(notes.values());
    }

    /** How many of those that were put here since the start are still here, at most 1,000: for one that others use, too. */
    int remaining() {
        ours.removeIf(file -> !Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        return ours.size();
    }

    /** How many files are here. */
    int size() throws IOException {
        int size = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path ignored : entries) {
                size++;
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return size;
    }

    /**
     * Deletes what is here too long, and the oldest of what is too much.
     *
     * @param undeletable is told what cannot be deleted, which stays
     * @throws IOException when nobody can say what is here
     */
    void tidy(BiConsumer<Path, IOException> undeletable) throws IOException {
        Instant oldest = clock.instant().minus(age);
        PriorityQueue<Put> kept = new PriorityQueue<>(Comparator.comparing(Put::at));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                try {
                    kept.add(new Put(entry, since(entry)));
                } catch (NoSuchFileException e) {
                    continue; // gone by itself
                }
                while (!kept.isEmpty()
                        && (kept.size() > most || kept.element().at().isBefore(oldest))) {
                    Path oldestOne = kept.remove().file();
                    try {
                        delete(oldestOne);
                    } catch (IOException e) {
                        undeletable.accept(oldestOne, e);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private record Put(Path file, Instant at) {}

    /** When it came to where it is: the move is the last change that the kernel noted. */
    static Instant since(Path entry) throws IOException {
        return ((FileTime) Files.getAttribute(entry, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant();
    }

    /** Also a directory with what is in it, never what a link leads to. */
    static void delete(Path entry) throws IOException {
        try {
            Files.walkFileTree(entry, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException problem)
                        throws IOException {
                    Files.delete(inner);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            return; // gone by itself
        }
    }
}
