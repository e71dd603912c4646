// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.Assume;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Distribution;

/**
 * A host whose clock can be set, as its processes see it: the clock itself belongs to everybody on this machine. By a library of a few
 * lines that is compiled here and loaded before all others; without a C compiler, or beside another libc than that of Linux, nothing
 * is shifted.
 */
final class ShiftedClock {

    private static final List<String> COMPILE =
            List.of("cc", "-shared", "-fPIC", "-O1", "-o", "clock.so", "clock.c", "-ldl");

    private static final int BOUND_SECONDS = 30;

    private final Path ahead;
    private final String why;

    private ShiftedClock(Path ahead, String why) {
        this.ahead = ahead;
        this.why = why;
    }

    /** For an agent that is not started yet. */
    static ShiftedClock of(Agent agent) throws IOException {
        Path directory = Files.createTempDirectory(Distribution.WORK, "clock");
        Path ahead = directory.resolve("ahead");
        ShiftedClock clock = new ShiftedClock(ahead, compile(directory));
        clock.set(Duration.ZERO);
        if (clock.why.isEmpty()) {
            agent.with("CLOCK_AHEAD", ahead.toString())
                    .with("LD_PRELOAD", directory.resolve("clock.so").toString());
        }
        return clock;
    }

    /** Why it cannot be; empty when it can. */
    private static String compile(Path directory) throws IOException {
        if (directory.toString().matches(".*[ :].*")) {
            return "LD_PRELOAD takes a blank and a colon in " + directory + " for the end of a name";
        }
        try (InputStream source =
                Objects.requireNonNull(ShiftedClock.class.getResourceAsStream("clock.c"), "the source is beside us")) {
            Files.copy(source, directory.resolve("clock.c"));
        }
        try {
            Process compiler = new ProcessBuilder(COMPILE)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(compiler.getInputStream().readAllBytes(), UTF_8);
            return compiler.waitFor(BOUND_SECONDS, TimeUnit.SECONDS) && compiler.exitValue() == 0 ? "" : "cc: " + said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Skips the test where no clock can be set. */
    void assumeThere() {
        if (!why.isEmpty()) {
            System.out.println("skipped, the clock of a process cannot be set here: " + why);
        }
        Assume.assumeTrue(why, why.isEmpty());
    }

    /** So far ahead of the machine's, at once; behind it when that is negative. */
    void set(Duration difference) throws IOException {
        ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        seconds.putLong(difference.toSeconds()).flip();
        try (FileChannel file = FileChannel.open(ahead, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(seconds, 0);
        }
    }
}
