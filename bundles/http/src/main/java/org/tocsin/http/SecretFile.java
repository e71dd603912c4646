// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.host.WholeFile;

/** The file with the agent's token: whoever can read it may use the local API. */
final class SecretFile {

    private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");
    private static final int MIN_LENGTH = 16;
    private static final int MAX_SIZE = 4_096;
    private static final int RANDOM_BYTES = 32;
    private static final int LENGTH = 50; // of 256 bits in base 36
    private static final int BASE = 36;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private final Path file;
    private final Links links;
    private final Syncs syncs;

    SecretFile(Path file) {
        this(file, Files::createLink, WholeFile::syncNames);
    }

    SecretFile(Path file, Links links, Syncs syncs) {
        this.file = file;
        this.links = links;
        this.syncs = syncs;
    }

    /** Gives a file a second name. */
    @FunctionalInterface
    interface Links {
        void link(Path name, Path existing) throws IOException;
    }

    /** Makes the names in a directory outlast a power failure: else the token before may be back after it. */
    @FunctionalInterface
    interface Syncs {
        void sync(Path directory) throws IOException;
    }

    /** The token; at the first start it is made. Two processes that start together end up with the same one. */
    String token() throws NotStartedException {
        try {
            if (Files.notExists(file)) {
                create();
            }
            return read();
        } catch (AccessDeniedException e) {
            throw bad("cannot be read or made by this user, correct its owner or its directory's", e);
        } catch (NoSuchFileException e) {
            throw bad("cannot be made, its directory is not there", e);
        } catch (IOException e) {
            throw bad("cannot be read or made (" + e.getMessage() + ")", e);
        }
    }

    /** Puts a new token in the place of the one that is there, at once and whole, with its group and what that may. */
    String rotate() throws NotStartedException {
        try {
            // not in the place of a link
            Path real = file.toRealPath();
            PosixFileAttributes before = Files.readAttributes(real, PosixFileAttributes.class);
            // whatever was there: the agent reads it at its next start, and replaces it at the next rotation
            Set<PosixFilePermission> modes =
                    EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            modes.addAll(before.permissions());
            modes.removeAll(OTHERS);
            String token = random();
            Path draft = draft(real, token);
            try {
                PosixFileAttributeView view = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
                if (!view.readAttributes().group().equals(before.group())) {
                    view.setGroup(before.group());
                }
                Files.setPosixFilePermissions(draft, modes);
                Files.move(draft, real, StandardCopyOption.ATOMIC_MOVE);
                syncs.sync(real.resolveSibling(""));
            } finally {
                Files.deleteIfExists(draft);
            }
            return token;
        } catch (IOException e) {
            throw bad(
                    "cannot be replaced by this user (" + e.getClass().getSimpleName()
                            + "), correct the owner of its directory",
                    e);
        }
    }

    private String read() throws IOException, NotStartedException {
        if (!Files.isRegularFile(file)) {
            throw bad("is no file, set another path", null);
        }
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
        if (modes.contains(PosixFilePermission.GROUP_WRITE) || modes.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw bad("can be changed by other users, run: chmod go-w on it", null);
        }
        if (Files.size(file) > MAX_SIZE) {
            throw bad("is larger than a token, delete it to get a new one", null);
        }
        String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (token.length() < MIN_LENGTH) {
            throw bad("holds fewer than " + MIN_LENGTH + " characters, delete it to get a new one", null);
        }
        if (!TOKEN.matcher(token).matches()) {
            // the clients are shell scripts, and refuse what could mean something else there
            throw bad(
                    "holds a character other than A-Z a-z 0-9 . _ ~ + / = -, which clients cannot send; take it out of the"
                            + " token, or delete the file to get a new one",
                    null);
        }
        if (modes.contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn(
                    "TOCSIN-HTTP-002 {}: secretFile: {} can be read by every user of this machine, run: chmod o-r on it",
                    Settings.FILE,
                    file);
        }
        return token;
    }

    private void create() throws IOException {
        Path draft = draft(file.toAbsolutePath(), random());
        try {
            publish(draft);
            syncs.sync(file.toAbsolutePath().resolveSibling(""));
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Complete, on the disk, and with its mode, before it gets its name. */
    private static Path draft(Path file, String token) throws IOException {
        Path draft = Files.createTempFile(
                file.getParent(),
                ".secret",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer text = StandardCharsets.US_ASCII.encode(token);
            while (text.hasRemaining()) {
                out.write(text);
            }
            out.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
        return draft;
    }

    private void publish(Path draft) throws IOException {
        try {
            links.link(file, draft);
            LOG.info("token for the local API made in {}", file);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another process was faster to make {}", file, e);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // a file system without links (EPERM) cannot tell which of two processes was first
            LOG.debug("{} is on a file system without links", file, e);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        String digits = new BigInteger(1, bytes).toString(BASE).toLowerCase(Locale.ROOT);
        return "0".repeat(LENGTH - digits.length()) + digits;
    }

    private NotStartedException bad(String problem, @Nullable Exception cause) {
        return new NotStartedException(Settings.FILE + ": secretFile: " + file + " " + problem, cause);
    }
}
