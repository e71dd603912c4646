// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a backup says of itself in its file {@value #NAME}, as the store writes it: {@code time}, {@code lastOrder},
 * {@code files}, and for each of its other files {@code file.<path> = <size> <SHA-256>}.
 *
 * @param directory the backup
 * @param time when it was made
 * @param lastOrder has all events up to this number, and perhaps some that were accepted while it was made
 * @param files by path within it: size and SHA-256
 */
record BackupManifest(Path directory, String time, long lastOrder, Map<String, String> files) {

    static final String NAME = "tocsin-backup.properties";

    private static final String FILE = "file.";
    private static final int PIECE = 1 << 16;

    /** Reads what a backup says, and checks it against what is there. */
    static BackupManifest check(Path directory) throws OfflineException {
        BackupManifest manifest = read(directory);
        for (Map.Entry<String, String> file : manifest.files().entrySet()) {
            manifest.check(file.getKey(), file.getValue());
        }
        return manifest;
    }

    private static BackupManifest read(Path directory) throws OfflineException {
        Path file = directory.resolve(NAME);
        if (!Files.isDirectory(directory)) {
            throw OfflineException.of(directory + ": there is no such directory, name one that 'tocsin backup' made");
        }
        if (!Files.exists(file)) {
            throw notWhole(directory, "it has no " + NAME);
        }
        Properties said = new Properties();
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            said.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw notWhole(directory, NAME + " cannot be read");
        }
        Map<String, String> files = new TreeMap<>();
        for (String key : said.stringPropertyNames()) {
            if (key.startsWith(FILE)) {
                files.put(key.substring(FILE.length()), said.getProperty(key));
            }
        }
        if (files.isEmpty() || !Integer.toString(files.size()).equals(said.getProperty("files"))) {
            throw notWhole(directory, NAME + " does not name all of its files");
        }
        String lastOrder = said.getProperty("lastOrder", "");
        if (!lastOrder.matches("[0-9]{1,18}")) {
            throw notWhole(directory, NAME + " does not say which its last event is");
        }
        return new BackupManifest(
                directory, said.getProperty("time", "an unknown time"), Long.parseLong(lastOrder), files);
    }

    private void check(String name, String said) throws OfflineException {
        Path file = directory.resolve(name).normalize();
        String[] parts = said.split(" ", -1);
        if (!file.startsWith(directory.normalize()) || parts.length != 2) {
            throw notWhole(directory, NAME + " is damaged at " + name);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw notWhole(directory, name + " is missing");
        }
        try {
            if (!Long.toString(Files.size(file)).equals(parts[0])
                    || !sha256(file).equals(parts[1])) {
                throw notWhole(directory, name + " is not as it was when the backup was made");
            }
        } catch (IOException e) {
            throw notWhole(directory, name + " cannot be read");
        }
    }

    /** Its size in bytes, without this description. */
    long size() {
        return files.values().stream()
                .mapToLong(said -> Long.parseLong(said.split(" ", -1)[0]))
                .sum();
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                digest.update(piece, 0, length);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static OfflineException notWhole(Path directory, String why) {
        return OfflineException.of(directory + ": is no whole backup, " + why + "; take another one");
    }
}
