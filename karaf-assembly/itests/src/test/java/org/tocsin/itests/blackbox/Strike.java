// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Flips bits in the files of a database that nobody has open. Of the database it knows how large a page is; where to
 * strike it tells by the text of the events.
 */
final class Strike {

    private static final int PAGE = 32_768;
    private static final int FLIPPED = 64;
    private static final int LONGEST_MARK = 40;
    private static final byte[] ANY_MARK = "\"mark\":\"".getBytes(UTF_8);

    private final Path database;

    Strike(Path database) {
        this.database = database;
    }

    /**
     * Strikes the middle of a page that is full of events, in the table that has most of them.
     *
     * @return the file and the page, as the agent names them
     */
    String page() throws IOException {
        Path file = files("seg0").stream()
                .max(Comparator.comparingInt(candidate -> places(candidate).size()))
                .orElseThrow();
        List<Long> places = places(file);
        assertThat(places).as("events in " + file).hasSizeGreaterThan(PAGE / 1_000);
        long page = places.get(places.size() / 2) / PAGE;
        flip(file, page * PAGE + PAGE / 2, FLIPPED);
        return "seg0/" + file.getFileName() + ": page " + page + " has a wrong checksum";
    }

    /**
     * Strikes every copy of these events, in the tables and in the log.
     *
     * @return of which of them there was one
     */
    Set<String> events(Set<String> marks) throws IOException {
        List<Path> files = new ArrayList<>(files("seg0"));
        files.addAll(files("log"));
        Set<String> struck = new TreeSet<>();
        for (Path file : files) {
            for (long place : places(file)) {
                String mark = mark(file, place + ANY_MARK.length);
                if (marks.contains(mark)) {
                    flip(file, place + ANY_MARK.length, 1);
                    struck.add(mark);
                }
            }
        }
        return struck;
    }

    private List<Path> files(String directory) throws IOException {
        try (Stream<Path> files = Files.list(database.resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(".dat"))
                    .sorted()
                    .toList();
        }
    }

    private static void flip(Path file, long from, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, from, length);
            for (int i = 0; i < length; i++) {
                bytes.put(i, (byte) (bytes.get(i) ^ 0x10));
            }
        }
    }

    /** Where in the file the mark of an event is introduced. */
    private static List<Long> places(Path file) {
        List<Long> places = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            for (int at = 0; at + ANY_MARK.length <= bytes.limit(); at++) {
                if (bytes.get(at) == ANY_MARK[0] && matches(bytes, at)) {
                    places.add((long) at);
                }
            }
            return places;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean matches(MappedByteBuffer bytes, int at) {
        for (int i = 1; i < ANY_MARK.length; i++) {
            if (bytes.get(at + i) != ANY_MARK[i]) {
                return false;
            }
        }
        return true;
    }

    /** The mark that begins there. */
    private static String mark(Path file, long place) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(LONGEST_MARK);
            channel.read(bytes, place);
            String text = new String(bytes.array(), UTF_8);
            return text.substring(0, Math.max(0, text.indexOf('"')));
        }
    }
}
