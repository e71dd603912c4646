// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Where a process spends its time, by Java Flight Recorder; recorded apart from the turns that count. */
final class Profile {

    private static final int SHOWN = 15;
    private static final int DEPTH = 5;
    private static final Pattern PACKAGE = Pattern.compile("\\b[a-z][a-z0-9_]*\\.");

    private Profile() {}

    /** Records a process while something runs, and prints the threads and stacks that were met most. */
    static void print(long pid, Pairs.Turn<?> turn) throws Exception {
        Path file = Files.createTempFile("tocsin-profile-", ".jfr");
        jcmd(pid, "JFR.start", "name=benchmark", "settings=profile");
        turn.run();
        jcmd(pid, "JFR.stop", "name=benchmark", "filename=" + file);
        Map<String, Integer> threads = new HashMap<>();
        Map<String, Integer> stacks = new HashMap<>();
        Map<String, Integer> owners = new HashMap<>();
        int samples = 0;
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (counts(event)) {
                    samples++;
                    RecordedThread thread = event.getThread("sampledThread");
                    List<String> stack = event.getStackTrace().getFrames().stream()
                            .map(Profile::name)
                            .toList();
                    threads.merge(String.valueOf(thread.getJavaName()).replaceAll("[0-9]+", "N"), 1, Integer::sum);
                    stacks.merge(brief(stack), 1, Integer::sum);
                    owners.merge(owner(stack), 1, Integer::sum);
                }
            }
        }
        System.out.println("\nProfile, " + samples + " samples, recording in " + file);
        table("thread", threads, samples);
        table("stack", stacks, samples);
        table("nearest frame of ours", owners, samples);
    }

    /** Java at work, and native code at work on files; what waits for a socket counts as running, and is not work. */
    private static boolean counts(RecordedEvent event) {
        String type = event.getEventType().getName();
        if (event.getStackTrace() == null || event.getStackTrace().getFrames().isEmpty()) {
            return false;
        }
        String top = name(event.getStackTrace().getFrames().get(0));
        return type.equals("jdk.ExecutionSample") || (type.equals("jdk.NativeMethodSample") && top.contains("File"));
    }

    private static String owner(List<String> stack) {
        return stack.stream()
                .filter(name -> name.startsWith("org.tocsin."))
                .findFirst()
                .orElse("(none)");
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static String brief(List<String> stack) {
        return PACKAGE.matcher(String.join(" < ", stack.subList(0, Math.min(DEPTH, stack.size()))))
                .replaceAll("");
    }

    private static void table(String title, Map<String, Integer> counts, int all) {
        System.out.println("| " + title + " | share |\n|---|---|");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(entry -> System.out.printf(
                        Locale.ROOT, "| `%s` | %.1f %% |%n", entry.getKey(), 100.0 * entry.getValue() / all));
    }

    /** Asks a virtual machine something, and answers with what it says. */
    static String jcmd(long pid, String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 2];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        command[1] = Long.toString(pid);
        System.arraycopy(words, 0, command, 2, words.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + text);
        }
        return text;
    }
}
