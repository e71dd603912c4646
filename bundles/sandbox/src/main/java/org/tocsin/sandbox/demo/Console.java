// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The lines that people see. Only a terminal gets colour and a moving clock, and colour only without NO_COLOR. */
final class Console implements AutoCloseable {

    private static final String ESCAPE = "\u001b[";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colour;
    private final LongSupplier nanoTime;
    private final long began;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tocsin-sandbox-clock");
        thread.setDaemon(true);
        return thread;
    });

    Console(PrintStream out, boolean terminal, boolean colour, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.colour = terminal && colour;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    /** Whether standard output is a terminal, as Linux tells it; nowhere else it is taken for one. */
    static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Does a step of the story, and tells it with the time since the beginning. */
    <T> T step(String text, Callable<T> work) throws Exception {
        ScheduledFuture<?> ticking = null;
        if (terminal) {
            ticking = clock.scheduleAtFixedRate(() -> tick(text), 100, 100, TimeUnit.MILLISECONDS);
        }
        boolean done = false;
        try {
            T result = work.call();
            done = true;
            return result;
        } finally {
            if (ticking != null) {
                ticking.cancel(false);
            }
            synchronized (this) {
                out.println(
                        (terminal ? "\r" + ESCAPE + "K" : "") + time() + "  " + text + (done ? "" : red("  failed")));
            }
        }
    }

    /** A step that gives nothing back. */
    void step(String text, Step work) throws Exception {
        step(text, () -> {
            work.run();
            return text;
        });
    }

    /** Something to do. */
    interface Step {
        void run() throws Exception;
    }

    void line(String text) {
        out.println(text);
    }

    Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - began);
    }

    String bold(String text) {
        return paint("1", text);
    }

    String green(String text) {
        return paint("32", text);
    }

    String red(String text) {
        return paint("31", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private synchronized void tick(String text) {
        out.print("\r" + dim(time() + "  " + text + " …"));
        out.flush();
    }

    private String time() {
        return String.format(Locale.ROOT, "%6.1f s", elapsed().toMillis() / 1000.0);
    }

    private String paint(String code, String text) {
        return colour ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }
}
