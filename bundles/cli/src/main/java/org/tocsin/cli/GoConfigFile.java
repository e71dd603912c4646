// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file of the Go agent, made by {@code pdagent init} with the lines that it printed; but for its owner
 * alone, since the token is in it.
 *
 * @param production whether it is that of the host and not that of a user
 */
record GoConfigFile(
        Path file, boolean production, String address, String database, String pidfile, String region, String secret) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*|[0-9.]+:[0-9]+");
    private static final Pattern WORD_OF_YAML = Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n");

    /** Prints without the secret. */
    @Override
    public String toString() {
        return "GoConfigFile[" + file + ']';
    }

    static GoConfigFile of(
            Map<String, String> environment,
            @Nullable String address,
            @Nullable String secret,
            @Nullable Path pidfile,
            @Nullable Path config)
            throws IOException {
        boolean production = isProduction(environment);
        String home = environment.getOrDefault("HOME", "");
        if (config == null && !production && home.isEmpty()) {
            throw new IOException("HOME is not set: name the file by --config");
        }
        String etc = environment.getOrDefault("TOCSIN_LEGACY_ETC", "/etc");
        Path directory = production ? Path.of(etc, "pdagent") : Path.of(home, ".pdagent");
        String known =
                secret == null ? SecretText.read(Path.of(environment.getOrDefault("TOCSIN_SECRET_FILE", ""))) : secret;
        return new GoConfigFile(
                config == null ? directory.resolve("config.yaml") : config,
                production,
                address == null ? environment.getOrDefault("TOCSIN_ADDRESS", "127.0.0.1:49463") : address,
                environment.getOrDefault("TOCSIN_DATA", "") + "/db",
                String.valueOf(pidfile == null ? usualPidfile(environment) : pidfile),
                environment.getOrDefault("TOCSIN_PAGERDUTY_REGION", "us"),
                known == null ? SecretText.random() : known);
    }

    /** Whether the Go agent is that of the host, and not a user's. */
    static boolean isProduction(Map<String, String> environment) {
        return "production".equals(environment.get("APP_ENV"));
    }

    /** Where it writes its number; null for a user without a home. */
    static @Nullable Path usualPidfile(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return isProduction(environment)
                ? Path.of("/var/run/pdagent/pidfile")
                : home.isEmpty() ? null : Path.of(home, ".pdagent", "pidfile");
    }

    /** Writes it, and says so. */
    String plan() {
        String begin = "Generating " + (production ? "production " : "") + "config to " + file + '\n';
        try {
            write();
            return ServerPlan.say(0, begin + "Config file generated to " + file + '\n');
        } catch (FileAlreadyExistsException e) {
            return failed(begin, "Config File \"" + file + "\" Already Exists");
        } catch (FileSystemException e) {
            String reason = e.getReason();
            return failed(begin, e.getFile() + ": " + (reason == null ? "permission denied" : reason));
        } catch (IOException e) {
            return failed(begin, String.valueOf(e.getMessage()));
        }
    }

    private static String failed(String begin, String why) {
        return ServerPlan.say(1, begin + "Error writing config: " + why + '\n');
    }

    private void write() throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && Files.notExists(directory)) {
            Files.createDirectories(directory);
            // others may pass through, as to the socket or the pidfile beside it; the file is closed to them
            Files.setPosixFilePermissions(
                    directory, PosixFilePermissions.fromString(production ? "rwxr-xr-x" : "rwxr-x---"));
        }
        Files.createFile(file, SecretText.mode("rw-------"));
        Files.writeString(file, text(), StandardCharsets.UTF_8);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        line(text, "address", address);
        line(text, "database", database);
        line(text, "pidfile", pidfile);
        line(text, "region", region);
        line(text, "secret", secret);
        return text.toString();
    }

    /** What is in quotes is read as it is by every reader of YAML. */
    private static void line(StringBuilder text, String key, String value) {
        boolean plain =
                PLAIN.matcher(value).matches() && !WORD_OF_YAML.matcher(value).matches();
        text.append(key).append(": ");
        text.append(plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        text.append('\n');
    }
}
