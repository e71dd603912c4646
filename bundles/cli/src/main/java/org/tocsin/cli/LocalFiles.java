// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * What a local client reads and writes as the user who called, with that user's rights: only files that the command line
 * names.
 */
final class LocalFiles implements AutoCloseable {

    /** Stands for a line that is no UTF-8, and is no line that anybody can have meant. */
    static final String NO_TEXT = "\0";

    /** No input of any command may be longer. */
    private static final int MAX_INPUT = ToolInput.MAX_BYTES;

    /** No line of an export is longer: a body has 512 KB at most, and a character 6 bytes in JSON. */
    private static final int MAX_LINE = 3 << 20;

    private static final int CHUNK = 1 << 20;

    /** In a part: each of one lane costs a commit, and an agent on a slow disk must answer in time. */
    private static final int MAX_LINES = 200;

    private final Command command;
    private final InputStream standardInput;
    private @Nullable InputStream lines;
    private @Nullable OutputStream out;
    private @Nullable Path draft;

    LocalFiles(Command command, InputStream standardInput) {
        this.command = command;
        this.standardInput = standardInput;
    }

    /** All of a file, or of standard input when it is null. */
    String whole(@Nullable String file) throws RefusedException {
        try (InputStream in = open(file)) {
            byte[] bytes = in.readNBytes(MAX_INPUT + 1);
            if (bytes.length > MAX_INPUT) {
                throw problem(named(file) + " is longer than " + MAX_INPUT + " bytes: shorten it");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw problem(named(file) + " cannot be read");
        }
    }

    /**
     * The next lines of a file, as many as are there without waiting, one at least; empty at its end. A line that is too
     * long is cut, and so is no JSON any more; one that is no UTF-8 is {@link #NO_TEXT}.
     */
    String nextLines(String file) throws RefusedException {
        String name = file.equals("-") ? null : file;
        try {
            InputStream in = lines;
            if (in == null) {
                in = new BufferedInputStream(open(name), CHUNK);
                lines = in;
            }
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            int count = 0;
            while (count < MAX_LINES && chunk.size() < CHUNK && (count == 0 || in.available() > 0) && line(in, chunk)) {
                count++;
            }
            return chunk.toString(StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw problem(named(name) + " cannot be read");
        }
    }

    private static boolean line(InputStream in, ByteArrayOutputStream chunk) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int length = 0;
        int c = in.read();
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (length++ < MAX_LINE) {
                line.write(c);
            }
        }
        if (length > 0 || c >= 0) {
            chunk.writeBytes(text(line.toByteArray()));
            chunk.write('\n');
        }
        return c >= 0;
    }

    /** Bytes that are no text would become other text on their way. */
    private static byte[] text(byte[] line) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
            return line;
        } catch (CharacterCodingException e) {
            return NO_TEXT.getBytes(StandardCharsets.UTF_8);
        }
    }

    private InputStream open(@Nullable String file) throws IOException, RefusedException {
        if (file != null && !command.names(file)) {
            throw problem("the agent asks for the file " + file + ", which you did not name");
        }
        return file == null ? standardInput : Files.newInputStream(Path.of(file));
    }

    /** Writes into a file that gets its name when all is there. */
    void write(String file, String text) throws RefusedException {
        if (!command.names(file)) {
            throw problem("the agent asks to write to " + file + ", which you did not name");
        }
        try {
            OutputStream open = out;
            if (open == null) {
                open = begin(Path.of(file));
                out = open;
            }
            open.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException | InvalidPathException e) {
            throw problem("the file " + file + " cannot be written: " + e.getMessage());
        }
    }

    private OutputStream begin(Path file) throws IOException, RefusedException {
        if (!command.forces() && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw there(file.toString());
        }
        Path directory = file.toAbsolutePath().getParent();
        Path begun = Files.createTempFile(
                directory,
                "." + file.getFileName(),
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        draft = begun;
        return Files.newOutputStream(begun);
    }

    /** Gives the file that was written its name. */
    void keep(String file) throws RefusedException {
        Path begun = draft;
        OutputStream open = out;
        if (begun == null || open == null) {
            return;
        }
        try {
            open.close();
            if (command.forces()) {
                Files.move(begun, Path.of(file), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(begun, Path.of(file));
            }
            draft = null;
        } catch (FileAlreadyExistsException e) {
            throw there(file);
        } catch (IOException e) {
            throw problem("the file " + file + " cannot be written: " + e.getMessage());
        }
    }

    private static RefusedException there(String file) {
        return problem("the file " + file + " is there already: name another one, or say --" + Command.FORCE);
    }

    private static String named(@Nullable String file) {
        return file == null ? "standard input" : "the file " + file;
    }

    private static RefusedException problem(String text) {
        return new RefusedException(RefusedException.Reason.INVALID, text);
    }

    @Override
    public void close() throws IOException {
        try (InputStream in = lines;
                OutputStream open = out) {
            if (draft != null) {
                Files.deleteIfExists(draft);
            }
        }
    }
}
