// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the real scripts, laid out as in the distribution, in processes of their own. */
final class Script {

    private static final Path SOURCES = Path.of("src/main/bin").toAbsolutePath();

    /** How it ended. */
    record Result(int exit, String out, String err) {}

    final Path home;
    final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> shell;

    Script(Path home, String address, String token, String... shell) throws IOException {
        this.home = home;
        this.shell = List.of(shell);
        Path bin = Files.createDirectories(home.resolve("bin"));
        try (Stream<Path> scripts = Files.list(SOURCES)) {
            for (Path script : scripts.toList()) {
                Files.copy(
                        script,
                        bin.resolve(script.getFileName()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        // the launcher's part, which says where everything is
        Files.writeString(bin.resolve("tocsin-env.sh"), ": \"${TOCSIN_URL:=http://127.0.0.1:49463}\"\n");
        Files.writeString(bin.resolve("tocsin"), """
            #!/bin/sh
            set -u
            tocsin_bin=${0%/*}
            . "$tocsin_bin/tocsin-env.sh"
            . "$tocsin_bin/tocsin-client.sh"
            tocsin_client tocsin "$@"
            """);
        Files.setPosixFilePermissions(bin.resolve("tocsin"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path secret = home.resolve("secret");
        Files.writeString(secret, token + "\n");
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("TOCSIN_HOME", home.toString());
        environment.put("TOCSIN_URL", "http://" + address);
        environment.put("TOCSIN_SECRET_FILE", secret.toString());
        environment.put("TOCSIN_CLI_JAR", System.getProperty("java.class.path"));
    }

    Path path(String program) {
        return home.resolve("bin").resolve(program);
    }

    /** Runs a program with an empty standard input. */
    Result run(String program, String... args) throws IOException, InterruptedException {
        return runWith("", program, args);
    }

    Result runWith(String input, String program, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(shell);
        command.add(path(program).toString());
        command.addAll(List.of(args));
        return start(input, command);
    }

    /** Runs a line of shell in which {@code $bin} is where the scripts are. */
    Result line(String input, String line) throws IOException, InterruptedException {
        environment.put("bin", home.resolve("bin").toString());
        return start(input, List.of("sh", "-c", line));
    }

    /** What a line of this shell prints that sources parts of the scripts; {@code $bin} is where they are. */
    String text(String line) throws IOException, InterruptedException {
        environment.put("bin", home.resolve("bin").toString());
        List<String> command = new ArrayList<>(shell.isEmpty() ? List.of("sh") : shell);
        command.addAll(List.of("-u", "-c", line));
        Result result = start("", command);
        assertThat(result.err()).isEmpty();
        return result.out().strip();
    }

    private Result start(String input, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out", "");
        Path err = Files.createTempFile(home, "err", "");
        Path in = Files.writeString(Files.createTempFile(home, "in", ""), input);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(40, TimeUnit.SECONDS))
                .as("%s ends", command.get(0))
                .isTrue();
        Result result = new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
        for (Path file : List.of(in, out, err)) {
            Files.delete(file);
        }
        return result;
    }

    /** A folder with links to what the scripts use, and without a JVM. */
    String toolsWithoutJava() throws IOException {
        Path tools = home.resolve("tools");
        if (!Files.exists(tools)) {
            Files.createDirectory(tools);
            for (String tool : List.of("sh", "dash", "bash", "busybox", "cat", "curl", "readlink")) {
                Path real = Path.of("/usr/bin", tool);
                if (Files.exists(real)) {
                    Files.createSymbolicLink(tools.resolve(tool), real);
                }
            }
        }
        return tools.toString();
    }

    /** The same without curl. */
    String toolsWithoutJavaAndCurl() throws IOException {
        String tools = toolsWithoutJava();
        Files.deleteIfExists(Path.of(tools, "curl"));
        return tools;
    }
}
