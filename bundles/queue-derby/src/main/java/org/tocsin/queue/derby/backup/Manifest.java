// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.StoreData;
import org.tocsin.queue.derby.salvage.Trees;

/**
 * What a copy consists of, in a file among its files: the store's identity, schema and last order number, when it was
 * made, and a line {@code file.<path> = <size> <SHA-256>} for each of its other files. A copy without it is not whole.
 */
final class Manifest {

    static final String NAME = "tocsin-backup.properties";

    private static final String FILE = "file.";
    private static final int PIECE = 1 << 20;

    private Manifest() {}

    /** Writes the manifest of what is there. */
    static void write(Path directory, StoreData store, Instant now) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("identity = " + store.identity());
        lines.add("schema = " + store.version());
        lines.add("lastOrder = " + store.lastOrder());
        lines.add("time = " + now);
        List<Path> files = Trees.files(directory);
        lines.add("files = " + files.size());
        for (Path file : files) {
            lines.add(FILE + name(directory, file) + " = " + Files.size(file) + " " + sha256(file));
        }
        Trees.write(directory.resolve(NAME), String.join("\n", lines) + "\n");
    }

    /** Whether a copy is whole. */
    static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(NAME));
    }

    /** What is wrong with a copy, in one line; empty when it is whole and as it was made. */
    static Optional<String> problem(Path directory) throws IOException {
        if (!isIn(directory)) {
            return Optional.of("it has no " + NAME);
        }
        Properties manifest = new Properties();
        try (Reader text = Files.newBufferedReader(directory.resolve(NAME), StandardCharsets.UTF_8)) {
            manifest.load(text);
        } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
            return Optional.of("its " + NAME + " cannot be read");
        }
        String schema = manifest.getProperty("schema", "");
        if (!schema.matches("[0-9]{1,6}") || Integer.parseInt(schema) > Schema.VERSION) {
            return Optional.of("its schema is '" + schema + "', this program reads 1 to " + Schema.VERSION
                    + "; restore it with the version that wrote it");
        }
        TreeSet<String> named = new TreeSet<>(manifest.stringPropertyNames());
        named.removeIf(key -> !key.startsWith(FILE));
        if (named.isEmpty() || !String.valueOf(named.size()).equals(manifest.getProperty("files"))) {
            return Optional.of("its " + NAME + " is not whole");
        }
        for (String key : named) {
            String name = key.substring(FILE.length());
            Path file = directory.resolve(name).normalize();
            if (!file.startsWith(directory.normalize())) {
                return Optional.of("its " + NAME + " names " + name);
            }
            if (!Files.isRegularFile(file)) {
                return Optional.of(name + " is missing");
            }
            if (!(Files.size(file) + " " + sha256(file)).equals(manifest.getProperty(key))) {
                return Optional.of(name + " is not as it was when the copy was made");
            }
        }
        return Optional.empty();
    }

    private static String name(Path directory, Path file) {
        return directory.relativize(file).toString().replace('\\', '/');
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        byte[] piece = new byte[PIECE];
        try (InputStream bytes = Files.newInputStream(file)) {
            for (int length = bytes.read(piece); length >= 0; length = bytes.read(piece)) {
                digest.update(piece, 0, length);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
