// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A JVM of its own with a store in it, which can be killed. Its standard output is read line by line. */
final class Child implements AutoCloseable {

    private static final int BOUND_SECONDS = 60;

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread pump;

    private Child(Process process) {
        this.process = process;
        this.pump = new Thread(this::pump, "output of the child");
        pump.setDaemon(true);
        pump.start();
    }

    static Child start(Class<?> main, Path directory, String... arguments) throws IOException {
        return start(List.of(), main, directory, arguments);
    }

    /** Starts it with words before the command: a shell that sets a limit and then executes what follows. */
    static Child start(List<String> before, Class<?> main, Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.add(directory.toString());
        command.addAll(List.of(arguments));
        return new Child(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits for a line that begins so. */
    String await(String beginning) {
        return Awaitility.await("a line that begins with " + beginning)
                .atMost(BOUND_SECONDS, TimeUnit.SECONDS)
                .pollDelay(5, TimeUnit.MILLISECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> ended() ? found(beginning) : find(beginning), line -> line != null);
    }

    /** All that it printed; complete once it has ended. */
    List<String> lines() {
        return lines;
    }

    long pid() {
        return process.pid();
    }

    void say(String line) throws IOException {
        process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** {@code kill -9}, and then whatever it had still printed. */
    void kill() throws InterruptedException {
        // by its handle: the process itself would close its output, and with it what it has still printed
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the child does not end:\n" + String.join("\n", lines));
        }
        pump.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private String found(String beginning) {
        String line = find(beginning);
        if (line == null) {
            throw new AssertionError("the child ended:\n" + String.join("\n", lines));
        }
        return line;
    }

    private boolean ended() {
        return !process.isAlive() && !pump.isAlive();
    }

    private @Nullable String find(String beginning) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElse(null);
    }

    private void pump() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
