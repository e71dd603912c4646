// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Harm that is done to one place of one file.
 *
 * @param file the file within the database
 * @param part what is in it
 * @param words what was done to it, for people
 * @param isOfTheTail whether it was the log, of which nothing is left from there on
 */
record Blow(String file, Part part, String words, boolean isOfTheTail) {

    /** A sector, in which a file system writes whole or not at all. */
    private static final int BLOCK = 4_096;

    private static final int PAGE = 32_768;

    /** Where a page says how many rows are on it. */
    private static final int SLOTS_AT = 14;

    /** What a file of a database holds; told by the seals of the records in it. */
    enum Part {
        EVENTS("TcSB"),
        LANES("TcSL"),
        EXCEPTIONS("TcSE"),
        INDEX("TcSI"),
        LEDGER("TcSS"),
        LOG(""),
        LOG_CONTROL(""),
        /** Catalogues, keys, submission ids. */
        OTHER("");

        private final String seal;

        Part(String seal) {
            this.seal = seal;
        }
    }

    /** Strikes a database once. */
    static Blow strike(Path database, SplittableRandom random) throws IOException {
        Map<Part, List<Path>> parts = parts(database);
        List<Part> there = List.copyOf(parts.keySet());
        Part part = there.get(random.nextInt(there.size()));
        List<Path> files = parts.getOrDefault(part, List.of());
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        byte[] before = bytes.clone();
        String words = harm(bytes, random);
        Files.write(file, bytes);
        boolean last = file.equals(files.get(files.size() - 1));
        return new Blow(
                database.relativize(file).toString(), part, words, part == Part.LOG && last && endsIn(bytes, before));
    }

    /** Flips a bit in a page on which there is no row: Derby makes room ahead, and formats it at once. */
    static Blow strikeRoom(Path database, SplittableRandom random) throws IOException {
        List<Path> files = parts(database).values().stream()
                .flatMap(List::stream)
                .filter(file -> file.startsWith(database.resolve("seg0")))
                .sorted()
                .toList();
        List<Place> places = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (int page = PAGE; page + PAGE <= bytes.length; page += PAGE) {
                if (bytes[page + SLOTS_AT] == 0 && bytes[page + SLOTS_AT + 1] == 0) {
                    places.add(new Place(file, page));
                }
            }
        }
        if (places.isEmpty()) { // no room was made yet
            return strike(database, random);
        }
        Place place = places.get(random.nextInt(places.size()));
        byte[] bytes = Files.readAllBytes(place.file);
        int at = place.page + random.nextInt(PAGE);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(place.file, bytes);
        return new Blow(
                database.relativize(place.file).toString(),
                Part.OTHER,
                "a bit of byte " + at + " flipped, where no row is",
                false);
    }

    private record Place(Path file, int page) {}

    /** Whether nothing is left behind the first byte that was struck. */
    private static boolean endsIn(byte[] bytes, byte[] before) {
        int first = Arrays.mismatch(bytes, before);
        for (int i = Math.max(first, 0); i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return first >= 0;
    }

    private static String harm(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        if (random.nextInt(3) == 0) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            return "a bit of byte " + at + " flipped";
        }
        // what a power cut leaves of a page is some of its blocks
        int page = at / PAGE * PAGE;
        int end = Math.min(bytes.length, page + PAGE);
        int middle = Math.min(end, page + BLOCK * (1 + random.nextInt(PAGE / BLOCK - 1)));
        boolean front = random.nextBoolean();
        int from = front ? page : middle;
        int to = front ? middle : end;
        for (int i = from; i < to; i++) {
            bytes[i] = 0;
        }
        return "bytes " + from + " to " + to + " zeroed";
    }

    private static Map<Part, List<Path>> parts(Path database) throws IOException {
        Map<Part, List<Path>> parts = new EnumMap<>(Part.class);
        List<Path> files;
        try (Stream<Path> tree = Files.walk(database)) {
            files = tree.filter(path -> path.toString().matches(".*\\.(dat|ctrl)"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            if (Files.size(file) > 0) {
                parts.computeIfAbsent(part(file), none -> new ArrayList<>()).add(file);
            }
        }
        return parts;
    }

    private static Part part(Path file) throws IOException {
        if (file.toString().endsWith(".ctrl")) {
            return Part.LOG_CONTROL;
        }
        if (String.valueOf(file.getParent()).endsWith("log")) {
            return Part.LOG;
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        for (Part part : Part.values()) {
            if (!part.seal.isEmpty() && text.contains(part.seal)) {
                return part;
            }
        }
        return Part.OTHER;
    }
}
