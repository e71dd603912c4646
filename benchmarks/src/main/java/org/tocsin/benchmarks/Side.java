// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tocsin.benchmarks.side.Turns;

/** One of the two that are compared, in a process of its own, so that neither has the other's heap, jars or threads. */
final class Side implements AutoCloseable {

    /** The virtual machine as bin/tocsin of the distribution starts it: the agent's heap, collector and compiler. */
    static final List<String> AGENT = List.of(
            "-XX:+UseSerialGC",
            "-Xms32m",
            "-Xmx256m",
            "-XX:-UsePerfData",
            "-XX:Tier4InvocationThreshold=30000",
            "-XX:Tier4MinInvocationThreshold=10000",
            "-XX:Tier4CompileThreshold=60000",
            "-XX:Tier4BackEdgeThreshold=400000");

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter words;

    private Side(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.words = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a side with our own class path. */
    static Side start(List<String> machine, Class<?> program, String... args) throws IOException {
        return start(machine, System.getProperty("java.class.path"), program.getName(), args);
    }

    static Side start(List<String> machine, String classPath, String program, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(machine);
        command.addAll(List.of("-cp", classPath, program));
        command.addAll(List.of(args));
        Side side = new Side(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        side.answer();
        return side;
    }

    /** Has it run one turn, and answers with the turn's figure. */
    double turn(Object... what) throws IOException {
        List<String> line = new ArrayList<>();
        for (Object word : what) {
            line.add(word.toString());
        }
        words.write(String.join(" ", line) + "\n");
        words.flush();
        return answer();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        words.close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("a side did not end when it was told to");
        }
    }

    private double answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(Turns.ANSWER)) {
                return Double.parseDouble(line.substring(Turns.ANSWER.length()));
            }
            System.err.println(line);
        }
        throw new IOException("a side ended before its answer, see above");
    }
}
