// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Other agents' files are read when ours starts, and not again: what they were then, in {@code migrated/files}, by which it is
 * known later which of them have changed. A line {@code DIGEST PATH} for each.
 */
final class FilesAtStart {

    static final String NAME = "files";

    private static final String UNREAD = "-";

    private FilesAtStart() {}

    /** The lines for these files as they are now. */
    static String of(List<Path> files) {
        return files.stream().map(file -> digest(file) + ' ' + file + '\n').collect(Collectors.joining());
    }

    /**
     * Which have changed, come or gone since the start.
     *
     * @param directory {@code migrated}; not there when there were none
     * @param now those that are there now
     */
    static List<String> changed(Path directory, List<Path> now) throws IOException {
        Path noted = directory.resolve(NAME);
        Map<String, String> before = new TreeMap<>();
        for (String line : Files.exists(noted) ? Files.readAllLines(noted) : List.<String>of()) {
            before.put(line.substring(line.indexOf(' ') + 1), line.substring(0, line.indexOf(' ')));
        }
        List<String> changed = new ArrayList<>();
        for (Path file : now) {
            if (!digest(file).equals(before.remove(file.toString()))) {
                changed.add(file.toString());
            }
        }
        changed.addAll(before.keySet());
        return changed;
    }

    private static String digest(Path file) {
        try {
            return digest(Files.readAllBytes(file));
        } catch (IOException e) {
            return UNREAD; // which is told where it is read for its values
        }
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
