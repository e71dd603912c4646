// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The agent under test, used as its users do: by {@code bin/tocsin}. */
final class AgentProcess {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration ASK = Duration.ofSeconds(20);
    private static final Pattern WAITING = Pattern.compile("^\\s*\\{\\s*\"waiting\"\\s*:\\s*(\\d+)");

    private final Commands commands;
    private final String tocsin;
    private final Path pidFile;

    AgentProcess(Commands commands, String tocsin, Path data) {
        this.commands = commands;
        this.tocsin = tocsin;
        this.pidFile = data.resolve("tocsin.pid");
    }

    /** Returns when the intake is open. */
    void start() throws DemoException {
        Commands.Result result = commands.run(List.of(tocsin, "start"), null, START);
        if (result.exit() != 0) {
            throw new DemoException("the agent did not start: " + result.complaint());
        }
    }

    long pid() throws DemoException {
        try {
            return Long.parseLong(Files.readString(pidFile).strip().split("\\s+", 2)[0]);
        } catch (IOException | NumberFormatException e) {
            throw new DemoException("the agent's pid is not in " + pidFile, e);
        }
    }

    /** {@code kill -9}; returns when the process is gone. */
    void kill() throws DemoException {
        ProcessHandle agent = handle().orElseThrow(() -> new DemoException("the agent is not running"));
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        try {
            agent.destroyForcibly();
            // ProcessHandle.onExit looks only every few seconds at a process that is no child of ours
            var unused = watch.scheduleWithFixedDelay(
                    () -> {
                        if (isGone(agent.pid())) {
                            gone.complete(true);
                        }
                    },
                    0,
                    5,
                    TimeUnit.MILLISECONDS);
            gone.get(ASK.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new DemoException("the agent outlives kill -9", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        } finally {
            watch.shutdownNow();
        }
    }

    /**
     * Gone is also who only waits to be reaped, which process 1 of a container may never do; but its other threads may end
     * a moment later, and until then its port is open.
     */
    static boolean isGone(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            String stat = Files.readString(process.resolve("stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z") && threads.count() <= 1;
        } catch (IOException e) {
            return true;
        }
    }

    /** Events that are accepted and not delivered. */
    long waiting() throws DemoException {
        String json = ask("queue", "status", "--json");
        Matcher matcher = WAITING.matcher(json);
        if (!matcher.find()) {
            throw new DemoException("tocsin queue status --json says nothing of what waits: " + json);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** The status table as people see it. */
    String statusTable() throws DemoException {
        return ask("queue", "status");
    }

    /** Puts plugins onto the running agent, as people do. */
    void install(List<String> plugins) throws DemoException {
        ask(Stream.concat(Stream.of("shell", "feature:install"), plugins.stream())
                .toArray(String[]::new));
    }

    /**
     * Ends the agent if it runs, whatever it takes.
     *
     * @param last for commands that are still allowed
     */
    void end(Commands last) throws DemoException {
        if (Files.exists(pidFile) && handle().isPresent()) {
            last.run(List.of(tocsin, "stop"), null, ASK);
            handle().ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private Optional<ProcessHandle> handle() throws DemoException {
        return Files.exists(pidFile) ? ProcessHandle.of(pid()) : Optional.empty();
    }

    private String ask(String... words) throws DemoException {
        List<String> command = new ArrayList<>(List.of(tocsin));
        command.addAll(List.of(words));
        Commands.Result result = commands.run(command, null, ASK);
        if (result.exit() != 0) {
            throw new DemoException("tocsin " + String.join(" ", words) + " failed: " + result.complaint());
        }
        return result.out();
    }
}
