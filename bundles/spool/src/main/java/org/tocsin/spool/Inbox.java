// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.spool.UnfitFileException.Why;

/**
 * A directory into which anybody drops, and what is done with its files. A file is first moved into a directory that is
 * closed to all others: there nobody can put another file, a link or a pipe in its place between two looks at it.
 */
final class Inbox {

    /** So many names are looked at together. */
    static final int MAX_NAMES = 10_000;

    /** A draft that is older has been left behind. */
    private static final Duration DRAFT = Duration.ofHours(1);

    /** The kernel's time of a change is that of its last tick. */
    private static final Duration TICK = Duration.ofMillis(50);

    private static final int GLANCE = 1_000;
    private static final int MAX_LEFT = 1_000;
    private static final String CLOSED = "rwx------";
    private static final String PROBE = ".probe";

    private final Path door;
    private final Path taken;
    private final Shelf rejected;
    private final Layout layout;
    private final Clock clock;
    private final boolean foreign;

    /** What can be neither moved nor taken in, and what is wrong with it. */
    private final Map<Path, String> stuck = new ConcurrentHashMap<>();

    /** What could not be deleted. */
    private final Set<Path> left = new HashSet<>();

    private volatile @Nullable FileTime emptySince;

    private Inbox(Path door, Path taken, Shelf rejected, Layout layout, Clock clock, boolean foreign) {
        this.door = door;
        this.taken = taken;
        this.rejected = rejected;
        this.layout = layout;
        this.clock = clock;
        this.foreign = foreign;
    }

    /** That of Tocsin's own programs. */
    static Inbox spool(Path directory, Layout layout, Settings settings, Clock clock) {
        Shelf rejected = new Shelf(
                directory.resolve(SpoolLayout.REJECTED), settings.maxRejected(), settings.rejectedAge(), clock);
        return new Inbox(directory, directory.resolve(SpoolLayout.TAKEN), rejected, layout, clock, false);
    }

    /** That of pdagent. */
    static Inbox outqueue(Path directory, Settings settings, Clock clock) {
        // what pdagent has set aside is not counted away
        Shelf errors =
                new Shelf(directory.resolve(OutqueueLayout.ERROR), Integer.MAX_VALUE, settings.rejectedAge(), clock);
        return new Inbox(
                directory.resolve(OutqueueLayout.PENDING),
                directory.resolve(OutqueueLayout.TAKEN),
                errors,
                new OutqueueLayout(),
                clock,
                true);
    }

    Layout layout() {
        return layout;
    }

    Path door() {
        return door;
    }

    Shelf rejected() {
        return rejected;
    }

    /** Whether it is there, and may be read. */
    boolean isReadable() {
        return Files.isDirectory(door) && Files.isReadable(door);
    }

    /**
     * Makes it ready.
     *
     * @throws IOException when nothing can be taken in from here; the message says why and what to do
     */
    void prepare() throws IOException {
        if (!foreign && !Files.exists(door)) {
            Files.createDirectory(door);
            // anybody drops, nobody lists, nobody touches what another one has dropped
            Files.setAttribute(door, "unix:mode", 03733);
        }
        if (!Files.isReadable(door) || !Files.isWritable(door) || !Files.isExecutable(door)) {
            throw new IOException(
                    door + " must be readable and writable for the agent's user: give it to that user, and"
                            + " have its file system writable");
        }
        Unix there = Unix.of(door.toRealPath());
        int user = Unix.user();
        if (there.isSticky() && there.owner() != user && user != 0) {
            throw new IOException(door + " belongs to another user, and what others drop there cannot be taken away:"
                    + " give it to the agent's user");
        }
        own(taken, user);
        if (!foreign) {
            own(rejected.directory(), user);
        } else if (!Files.isDirectory(rejected.directory(), LinkOption.NOFOLLOW_LINKS)
                || !Files.isWritable(rejected.directory())) {
            throw new IOException(rejected.directory() + " must be a directory that the agent's user may write to");
        }
    }

    /** A directory of ours, closed to others. Who was faster with the name has it moved out of the way. */
    private static void own(Path directory, int user) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Unix there = Unix.of(directory);
            if (there.isDirectory() && there.owner() == user) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(CLOSED));
                return;
            }
            Files.move(
                    directory,
                    directory.resolveSibling(".not-ours-" + System.nanoTime()),
                    StandardCopyOption.ATOMIC_MOVE);
        }
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(CLOSED)));
    }

    /**
     * That files can be moved out of it.
     *
     * @throws UnusableInboxException when they cannot
     * @throws IOException when nobody can say that now
     */
    void requireWritable() throws IOException {
        for (Path directory : List.of(door, taken)) {
            try {
                directory.getFileSystem().provider().checkAccess(directory, AccessMode.WRITE, AccessMode.EXECUTE);
            } catch (AccessDeniedException e) {
                throw new UnusableInboxException(
                        directory + " cannot be written by the agent's user: give it to that user", e);
            }
        }
    }

    /**
     * That it can be read and written, found out by doing so: then it is a file that is wrong.
     *
     * @throws UnusableInboxException when it is the directory
     */
    void probe() throws UnusableInboxException {
        Path probe = taken.resolve(PROBE);
        try {
            Files.deleteIfExists(probe);
            Files.createFile(probe);
            Files.delete(probe);
        } catch (IOException e) {
            throw new UnusableInboxException(
                    taken + " cannot be used (" + e.getClass().getSimpleName()
                            + "): see to its disk, to the room on it, and to the number of files that the agent may open",
                    e);
        }
    }

    /**
     * What is there to be taken in.
     *
     * @param places of the first ones, in the order in which they were dropped
     * @param count how many there are in all
     * @param end the place of the last one of all; null when there is none
     */
    record Listing(List<Place> places, int count, @Nullable Place end) {}

    /** @param after where those before ended; null for the beginning */
    Listing list(@Nullable Place after) throws IOException {
        if (after == null) {
            each(taken, layout::notice);
            each(door, layout::notice);
        }
        Places places = new Places(after, MAX_NAMES);
        each(taken, name -> places.add(layout.place(name)));
        FileTime changed = settled();
        int dropped = each(door, name -> places.add(layout.place(name)));
        if (dropped == 0) {
            emptySince = changed; // however many drafts there are: an event at a door need not look at them
        }
        return new Listing(places.first(), places.count(), places.end());
    }

    private int each(Path directory, Consumer<Path> action) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (!stuck.containsKey(name) && !isOurs(name.toString())) {
                    action.accept(name);
                    count++;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return count;
    }

    private boolean isOurs(String name) {
        return layout.ignores(name) || name.equals(PROBE);
    }

    /**
     * Whether nobody has dropped anything that was not taken in yet. Asked before every event that comes by a door, so it
     * costs next to nothing as long as nothing changes.
     */
    boolean isEmpty() {
        try {
            FileTime changed = settled();
            if (changed != null && changed.equals(emptySince)) {
                return true;
            }
            if (hasMore()) {
                return false;
            }
            emptySince = changed;
            return true;
        } catch (IOException e) {
            return true; // the pass says what is wrong; it must not keep everybody waiting
        }
    }

    /** When the door has changed; null when that is so short ago that another change might bear the same time. */
    private @Nullable FileTime settled() throws IOException {
        FileTime changed = Files.getLastModifiedTime(door);
        return changed.toInstant().plus(TICK).isBefore(clock.instant()) ? changed : null;
    }

    private boolean hasMore() throws IOException {
        int seen = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(door)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (!layout.ignores(name.toString()) && !stuck.containsKey(name)) {
                    return true;
                }
                if (++seen > GLANCE) {
                    return true;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * Takes a file out of everybody's reach.
     *
     * @return null when it is gone
     * @throws IOException when it cannot be moved
     */
    @Nullable
    Path claim(Path name) throws IOException {
        Path file = taken.resolve(name);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return file;
        }
        try {
            return Files.move(door.resolve(name), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Has a file that cannot be moved passed over.
     *
     * @param problem what is wrong with it, as people may see it
     * @return false when there are too many of them to say anything of this one
     */
    boolean giveUp(Path name, String problem) {
        return stuck.size() < MAX_NAMES && stuck.put(name, problem) == null;
    }

    /** Tries again to move what was passed over; what can be moved is there in the next look. */
    void retry() {
        stuck.keySet().removeIf(this::canBeClaimed);
    }

    private boolean canBeClaimed(Path name) {
        try {
            claim(name);
            return true;
        } catch (IOException e) {
            return false; // as before, and it is told
        }
    }

    /** What is wrong with each of those that were passed over. */
    Collection<String> stuck() {
        return stuck.values();
    }

    /** A file as people may see it: by its name, or else by how to find it, and without a key. */
    String shown(Path name, Path file) {
        String shown = layout.shown(name.toString());
        if (shown != null) {
            return shown;
        }
        try {
            return "the file that find " + file.getParent() + " -inum "
                    + Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS) + " finds";
        } catch (IOException e) {
            return "a file";
        }
    }

    /** Since when a claimed file is here: its move is the last change that the kernel noted. */
    Instant since(Path file) throws IOException {
        return Shelf.since(file);
    }

    /** Where it was dropped. */
    Path dropped(Path name) {
        return door.resolve(name);
    }

    /**
     * What a claimed file holds.
     *
     * @throws UnfitFileException when it can never be taken in
     * @throws IOException when it cannot be read now, which says nothing of the file
     */
    Dropped read(Path name, Path file) throws UnfitFileException, IOException {
        if (!layout.fits(name.toString())) {
            throw new UnfitFileException(Why.NAME, "has a name that no sender gives");
        }
        byte[] content;
        try {
            Unix there = Unix.of(file);
            if (!there.isRegular()) {
                throw new UnfitFileException(Why.KIND, "is no plain file");
            }
            if (there.links() > 1 && !layout.takesLinks()) {
                throw new UnfitFileException(Why.KIND, "has a second name: rename it into the spool, do not link it");
            }
            content = there.size() > layout.maxBytes() ? null : bytes(file);
        } catch (AccessDeniedException e) {
            throw new UnfitFileException(
                    Why.UNREADABLE,
                    "may not be read by the agent's user: drop it with mode 0640 and the group of the directory");
        }
        if (content == null) {
            throw UnfitFileException.tooLong(layout.maxBytes());
        }
        return layout.read(name.toString(), content);
    }

    /** All of a file; null when it has grown too long. */
    private byte @Nullable [] bytes(Path file) throws IOException {
        int most = layout.maxBytes() + 1;
        try (SeekableByteChannel in =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(most, in.size() + 1));
            while (in.read(content) >= 0) {
                if (content.position() == most) {
                    return null;
                }
                if (!content.hasRemaining()) {
                    content = ByteBuffer.allocate((int) Math.min(most, content.capacity() * 2L))
                            .put(content.flip());
                }
            }
            byte[] bytes = new byte[content.position()];
            content.flip().get(bytes);
            return bytes;
        }
    }

    /** Puts a claimed file where a person finds it; returns what it is called there, which holds no secret. */
    String setAside(Path name, Path file, UnfitFileException problem) throws IOException {
        String shown = layout.shown(name.toString());
        String note = problem.why() == Why.UNREADABLE && shown != null
                ? shown + " " + problem.getMessage() + "; when it can be read, move it back to " + door + " as " + shown
                : null;
        return rejected.put(file, layout.keepsNames() ? name : null, problem.why(), note);
    }

    /**
     * Tidies up: what was set aside too long ago, and drafts that nobody will finish. What cannot be deleted is passed over.
     *
     * @param tell is told once of each such thing, without its name
     * @throws IOException when a directory cannot be listed
     */
    void tidy(Consumer<String> tell) throws IOException {
        rejected.tidy((entry, problem) -> leave(entry, problem, tell));
        if (foreign) {
            return;
        }
        Instant oldest = clock.instant().minus(DRAFT);
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(door, ".*")) {
            for (Path draft : drafts) {
                try {
                    if (Files.getLastModifiedTime(draft, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(oldest)) {
                        Shelf.delete(draft);
                    }
                } catch (IOException e) {
                    leave(draft, e, tell);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void leave(Path entry, IOException problem, Consumer<String> tell) {
        boolean gone = problem instanceof NoSuchFileException; // who left it there was faster
        if (!gone && left.size() < MAX_LEFT && left.add(entry)) {
            tell.accept("what lies in " + entry.getParent() + " too long cannot be deleted ("
                    + problem.getClass().getSimpleName() + "): take it away by hand");
        }
    }

    @Override
    public String toString() {
        return door.toString();
    }
}
