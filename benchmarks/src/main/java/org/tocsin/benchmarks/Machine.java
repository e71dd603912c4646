// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/** What a figure was measured on. */
final class Machine {

    private static final long KIB_PER_GIB = 1L << 20;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMMM uuuu HH:mm:ss", Locale.ROOT);

    private Machine() {}

    /** One line: cores, memory, Java, time, and how busy the machine was by anybody's work. */
    static String line() throws IOException {
        return String.format(
                Locale.ROOT,
                "%d cores, %d GiB, Java %s, %s, load average %s",
                Runtime.getRuntime().availableProcessors(),
                memory() / KIB_PER_GIB,
                System.getProperty("java.version"),
                TIME.format(LocalDateTime.now(ZoneId.systemDefault())),
                load());
    }

    /** Kibibytes that a process has in memory. */
    static long residentKiB(long pid) throws IOException {
        return number(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
    }

    /** Kibibytes that a process has in memory, of what it shares with others its part (proc(5), smaps_rollup). */
    static long proportionalKiB(long pid) throws IOException {
        return number(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss:");
    }

    /** Seconds of processor that a process has used. */
    static double processor(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // what follows the name, which may have blanks: fields 3 and following, times in hundredths of a second
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** Bytes in a heap after a full collection. */
    static long heap(long pid) throws IOException, InterruptedException {
        String histogram = Profile.jcmd(pid, "GC.class_histogram");
        String total = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IOException("no total in " + histogram));
        return Long.parseLong(total.strip().replaceAll(".* ", ""));
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
    }

    private static long memory() throws IOException {
        return number(Path.of("/proc/meminfo"), "MemTotal:");
    }

    private static long number(Path file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException(file + " has no " + name));
        }
    }
}
