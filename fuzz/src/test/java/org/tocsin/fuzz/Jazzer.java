// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Jazzer on a target, in a process of its own: it is a program that wants to be the only one, and ends its process. What
 * it has learnt stays in {@code target/fuzz/<name>/corpus}, and the next run goes on from there.
 */
final class Jazzer {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final int SHOWN_LINES = 40;
    private static final int LONGEST_INPUT = 16_384;

    /** More than a run of the build takes on a busy machine. */
    private static final long PATIENCE_SECONDS = 300;

    /**
     * What looks for files, commands, queries and addresses that an input has made up, and makes a start twice as long: left
     * to long runs.
     */
    private static final String SANITIZERS = Stream.of(
                    "BigDecimal",
                    "ClojureLangHooks",
                    "Deserialization",
                    "ExpressionLanguageInjection",
                    "FilePathTraversal",
                    "LdapInjection",
                    "NamingContextLookup",
                    "OsCommandInjection",
                    "ReflectiveCall",
                    "RegexInjection",
                    "RegexRoadblocks",
                    "ScriptEngineInjection",
                    "ServerSideRequestForgery",
                    "SqlInjection",
                    "TemplateInjection",
                    "UnsafeSanitizer",
                    "XPathInjection",
                    "XmlParserSsrfGuidance")
            .map(Jazzer::sanitizer)
            .collect(Collectors.joining(":"));

    private final Class<?> target;
    private final String name;
    private final Path folder;

    Jazzer(Class<?> target, String name) {
        this.target = target;
        this.name = name;
        this.folder = Path.of("target/fuzz", name);
    }

    /** A further input to begin with. */
    Jazzer seed(String called, byte[] input) throws IOException {
        Files.write(Files.createDirectories(folder.resolve("seeds")).resolve(called), input);
        return this;
    }

    /**
     * Tries all that it has, and then so many of its own.
     *
     * @throws AssertionError with what Jazzer says, when something was found
     */
    void run(int runs) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("corpus"));
        Path output = folder.resolve("output.txt");
        String seconds = System.getProperty("fuzz.seconds", "");
        String bound = seconds.isEmpty()
                ? "-runs=" + Integer.getInteger("fuzz.runs", runs)
                : "-max_total_time=" + Integer.parseInt(seconds);
        Process jazzer = new ProcessBuilder(command(bound, seconds))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            long patience = PATIENCE_SECONDS
                    + (seconds.isEmpty() ? Integer.getInteger("fuzz.runs", 0) / 100 : Integer.parseInt(seconds));
            boolean ended = jazzer.waitFor(patience, TimeUnit.SECONDS);
            if (!ended || jazzer.exitValue() != 0) {
                throw new AssertionError((ended ? "found something in " : "does not end on ") + name
                        + "; the input is in " + folder.toAbsolutePath()
                        + " (crash-*, timeout-*): mend the cause, and keep"
                        + " it in " + RESOURCES.resolve("found").resolve(name).toAbsolutePath() + "\n" + tail(output));
            }
        } finally {
            jazzer.destroyForcibly();
        }
    }

    private List<String> command(String bound, String seconds) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                seconds.isEmpty() ? "-XX:TieredStopAtLevel=1" : "-XX:+TieredCompilation",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--target_args=" + name,
                "--instrumentation_includes=org.tocsin.**:com.fasterxml.jackson.core.**",
                "--instrumentation_excludes=org.tocsin.fuzz.**:org.tocsin.sandbox.**",
                "--custom_hook_includes=org.tocsin.**",
                // a target may connect to itself
                "--disabled_hooks=" + (seconds.isEmpty() ? SANITIZERS : sanitizer("ServerSideRequestForgery")),
                "--reproducer_path=" + folder,
                bound,
                "-seed=1",
                "-timeout=" + 10,
                "-rss_limit_mb=0",
                "-max_len=" + LONGEST_INPUT,
                "-len_control=0",
                "-print_final_stats=1",
                "-artifact_prefix=" + folder + "/",
                "-dict=" + RESOURCES.resolve("fuzz.dict"),
                folder.resolve("corpus").toString()));
        for (Path more :
                List.of(folder.resolve("seeds"), RESOURCES.resolve("found").resolve(name))) {
            if (Files.isDirectory(more)) {
                command.add(more.toString());
            }
        }
        return command;
    }

    private static String sanitizer(String name) {
        return "com.code_intelligence.jazzer.sanitizers." + name;
    }

    private static String tail(Path output) throws IOException {
        List<String> lines = Arrays.asList(
                Files.readString(output, StandardCharsets.ISO_8859_1).split("\n", -1));
        Stream<String> last = lines.stream().skip(Math.max(0, lines.size() - SHOWN_LINES));
        return last.collect(Collectors.joining("\n"));
    }
}
