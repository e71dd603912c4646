// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Secrets that a test plants, and where they were found. */
final class Canaries {

    private static final int LENGTH = 32; // that of a routing key

    private final Set<String> planted = new LinkedHashSet<>();
    private final Map<String, Set<String>> found = new LinkedHashMap<>();
    private int looks;

    /** A secret of 32 letters and digits that is nowhere else. */
    String plant(String name) {
        String mark = "canary" + name;
        planted.add(mark.toLowerCase(Locale.ROOT));
        return (mark + "0".repeat(LENGTH)).substring(0, LENGTH);
    }

    /** Another secret, which somebody else made. */
    synchronized void add(String secret) {
        planted.add(secret.toLowerCase(Locale.ROOT));
    }

    /** Looks into what somebody said. */
    synchronized void look(String where, String text) {
        looks++;
        String lower = text.toLowerCase(Locale.ROOT);
        for (String mark : planted) {
            if (lower.contains(mark)) {
                found.computeIfAbsent(where, any -> new TreeSet<>()).add(mark);
            }
        }
    }

    /** Looks into the names and the bytes of all files below a directory, but for what is left out by its path there. */
    void lookBelow(Path root, List<String> but) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(root)) {
            walk.forEach(files::add);
        }
        for (Path file : files) {
            String path = root.relativize(file).toString();
            if (but.stream().noneMatch(path::matches)) {
                look(path, path + (Files.isRegularFile(file) ? '\n' + read(file) : ""));
            }
        }
    }

    /** A file that has just gone says nothing. */
    static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Where any were found, and which. */
    synchronized Map<String, Set<String>> found() {
        return new LinkedHashMap<>(found);
    }

    /** How many texts were looked into. */
    synchronized int looks() {
        return looks;
    }
}
