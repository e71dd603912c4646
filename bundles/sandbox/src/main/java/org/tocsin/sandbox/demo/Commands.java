// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.sandbox.Bytes;

/** Runs programs with the environment of the stage, each with a deadline. */
final class Commands {

    /** How a program ended. */
    record Result(int exit, String out, String err) {

        /** The first line of what it had to say. */
        String complaint() {
            String said = err.isBlank() ? out : err;
            return said.isBlank()
                    ? "exit " + exit
                    : said.strip().lines().findFirst().orElse("") + " (exit " + exit + ")";
        }
    }

    private final Path directory;
    private final Map<String, String> environment;
    private int running;
    private boolean over;

    /** @param directory where the outputs of running programs are kept */
    Commands(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    Result run(List<String> command, @Nullable Bytes input, Duration deadline) throws DemoException {
        try {
            // files and no pipes: a daemon that inherits a pipe would keep it open for ever
            Path out = Files.createTempFile(directory, "out", "");
            Path err = Files.createTempFile(directory, "err", "");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            if (input == null) {
                builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
            }
            Map<String, String> env = builder.environment();
            env.keySet().removeIf(name -> name.startsWith("TOCSIN_"));
            env.putAll(environment);
            Result result = new Result(run(builder, input, deadline), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new DemoException(command.get(0) + " cannot be run: " + e.getMessage(), e);
        }
    }

    /**
     * Lets nothing new begin, and what runs come to its end: a start that is under way leaves an agent to be stopped.
     *
     * @param patience how long to wait for that
     */
    synchronized void end(Duration patience) {
        over = true;
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toMillis();
                    running > 0 && left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int run(ProcessBuilder builder, @Nullable Bytes input, Duration deadline)
            throws IOException, DemoException {
        Process process;
        synchronized (this) {
            if (over) {
                throw new DemoException("the demo is over");
            }
            process = builder.start();
            running++;
        }
        try {
            return await(process, input, deadline);
        } finally {
            synchronized (this) {
                running--;
                notifyAll();
            }
        }
    }

    private static int await(Process process, @Nullable Bytes input, Duration deadline)
            throws IOException, DemoException {
        try {
            if (input != null) {
                try (OutputStream stdin = process.getOutputStream()) {
                    stdin.write(input.toArray());
                }
            }
            if (process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new DemoException("a program did not end within " + deadline.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
