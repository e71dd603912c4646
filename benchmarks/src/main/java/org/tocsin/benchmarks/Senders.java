// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * A burst of senders, as when a switch fails and two hundred checks fail with it: {@code pd-send} beside Python's {@code
 * urllib} that posts the same event to the same agent. The wall time of each process, and what all of them together held
 * in memory at most. Then the same number one after the other, as a check or a cron job sends: how long a sender takes by
 * itself, from its start to its end.
 */
public final class Senders {

    private static final int SENDERS = 200;
    private static final int LOOK_MILLIS = 5;
    private static final double KIB_PER_MIB = 1024;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private static final String PYTHON = """
            import sys, urllib.request
            token = open(sys.argv[2]).read().strip()
            body = ('{"service_key":"%s","event_type":"trigger","description":"disk full","incident_key":"disk/web1"}'
                    % sys.argv[3]).encode()
            request = urllib.request.Request(sys.argv[1], body, {
                'Authorization': 'token ' + token, 'Content-Type': 'application/json', 'Pd-Event-Version': 'v1'})
            sys.stdout.write(urllib.request.urlopen(request, timeout=20).read().decode())
            """;

    /**
     * One burst.
     *
     * @param times wall times
     * @param memory KiB, proportional, of all senders together at one moment, at most
     */
    private record Burst(Histogram times, long memory) {}

    private Senders() {}

    /**
     * Prints a table.
     *
     * @param args the unpacked distribution, then {@code --size N} senders, {@code --pairs N}
     */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        int senders = options.size(SENDERS);
        System.out.println(Machine.line());
        Path script = Files.createTempFile("send-", ".py");
        Files.writeString(script, PYTHON);
        try (RunningAgent agent = RunningAgent.start(options.home(), URI.create("http://127.0.0.1:9"))) {
            List<String> ours = List.of(
                    options.home().resolve("bin/pd-send").toString(),
                    "-k",
                    KEY,
                    "-t",
                    "trigger",
                    "-d",
                    "disk full",
                    "-i",
                    "disk/web1");
            List<String> python = List.of(
                    "python3",
                    script.toString(),
                    agent.send().toString(),
                    agent.secret().toString(),
                    KEY);
            Pairs<Burst> pairs = Pairs.interleaved(
                    options.pairs(), () -> burst(agent, ours, senders), () -> burst(agent, python, senders));
            System.out.println(Pairs.head(senders + " senders at once", "pd-send", "Python's urllib"));
            System.out.println(pairs.line(
                    "wall time, p99", "ms", burst -> burst.times().getValueAtPercentile(99) / NANOS_PER_MILLI));
            System.out.println(pairs.line(
                    "wall time, p50", "ms", burst -> burst.times().getValueAtPercentile(50) / NANOS_PER_MILLI));
            System.out.println(
                    pairs.line("memory of all (PSS), at most", "MiB", burst -> burst.memory() / KIB_PER_MIB));
            Pairs<Histogram> single = Pairs.interleaved(
                    options.pairs(), () -> series(agent, ours, senders), () -> series(agent, python, senders));
            System.out.println(Pairs.head(senders + " senders, one after the other", "pd-send", "Python's urllib"));
            System.out.println(
                    single.line("wall time, p50", "ms", times -> times.getValueAtPercentile(50) / NANOS_PER_MILLI));
            System.out.println(
                    single.line("wall time, p99", "ms", times -> times.getValueAtPercentile(99) / NANOS_PER_MILLI));
        } finally {
            Files.delete(script);
        }
        System.out.println(Machine.line());
    }

    private static Burst burst(RunningAgent agent, List<String> command, int senders) throws Exception {
        Histogram times = new Histogram(3);
        List<Process> processes = new ArrayList<>();
        List<CompletableFuture<Long>> ends = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Long> peak = CompletableFuture.supplyAsync(() -> peak(over));
        for (int i = 0; i < senders; i++) {
            long begin = System.nanoTime();
            Process process = process(agent, command).start();
            processes.add(process);
            ends.add(process.onExit().thenApply(ended -> System.nanoTime() - begin));
        }
        for (CompletableFuture<Long> end : ends) {
            times.recordValue(end.get(120, TimeUnit.SECONDS));
        }
        over.set(true);
        for (Process process : processes) {
            if (process.exitValue() != 0) {
                throw new IOException(command.get(0) + " ended with " + process.exitValue());
            }
        }
        return new Burst(times, peak.get(10, TimeUnit.SECONDS));
    }

    private static Histogram series(RunningAgent agent, List<String> command, int senders) throws Exception {
        Histogram times = new Histogram(3);
        for (int i = 0; i < senders; i++) {
            long begin = System.nanoTime();
            Process process = process(agent, command).start();
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command.get(0) + " failed");
            }
            times.recordValue(System.nanoTime() - begin);
        }
        return times;
    }

    private static ProcessBuilder process(RunningAgent agent, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(agent.environment());
        return builder;
    }

    /** The sum over all descendants, again and again. */
    private static long peak(AtomicBoolean over) {
        long most = 0;
        while (!over.get()) {
            long now = ProcessHandle.current()
                    .descendants()
                    .mapToLong(process -> memory(process.pid()))
                    .sum();
            most = Math.max(most, now);
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return most;
            }
        }
        return most;
    }

    private static long memory(long pid) {
        try {
            return Machine.proportionalKiB(pid);
        } catch (IOException | UncheckedIOException e) {
            return 0; // it has ended, or is just ending and has no memory any more
        }
    }
}
