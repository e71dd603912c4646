// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the configurations of go-pdagent and pdagent say, where they lie: they count below our own files and above the
 * defaults. Read are {@code config.yaml} (or another ending) of {@code /etc/pdagent/}, or else of {@code ~/.pdagent/}, and
 * {@code /etc/pdagent.conf}. Whoever names a file of go-pdagent's by {@value #CONFIG} has that read and no other.
 */
final class Migrated {

    /** The directory in the place of /etc; for tests, and to read nothing. */
    static final String ETC = "TOCSIN_LEGACY_ETC";

    /** The file of go-pdagent's that is read in the place of those that lie there. */
    static final String CONFIG = "TOCSIN_LEGACY_CONFIG";

    /** In the order in which go-pdagent looks for them. */
    private static final List<String> ENDINGS =
            List.of("json", "toml", "yaml", "yml", "properties", "props", "prop", "hcl", "dotenv", "env", "ini");

    private static final List<String> GO_KEYS = List.of("address", "database", "pidfile", "region", "secret");
    private static final List<String> PYTHON_KEYS = List.of(
            "send_interval_secs",
            "cleanup_interval_secs",
            "cleanup_threshold_secs",
            "backoff_interval_secs",
            "retry_limit_for_possible_errors",
            "source_address");

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,}");
    private static final Pattern LOOPBACK = Pattern.compile("127\\.|localhost:|\\[::1]:");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final String MAIN = "main.";
    private static final String ADDRESS = "http.address";
    private static final String PLAINTEXT = "http.plaintext";

    /**
     * A value.
     *
     * @param text in our words
     * @param from file and line
     */
    record Value(String text, String from) {}

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final Path secretFile;
    private @Nullable String secret;
    private @Nullable String pidfile;
    private @Nullable String openToOthers;
    private final List<Path> files = new ArrayList<>();

    private Migrated(Map<String, String> environment) {
        secretFile = Path.of(environment.getOrDefault("TOCSIN_DATA", ""), "migrated", "secret");
        Path etc = Path.of(environment.getOrDefault(ETC, "/etc"));
        String home = environment.getOrDefault("HOME", "");
        List<Path> directories = new ArrayList<>(List.of(etc.resolve("pdagent")));
        if (!home.isEmpty()) {
            directories.add(Path.of(home, ".pdagent"));
        }
        String named = environment.getOrDefault(CONFIG, "");
        List<Path> found = named.isEmpty()
                ? directories.stream()
                        .flatMap(directory -> ENDINGS.stream().map(ending -> directory.resolve("config." + ending)))
                        .filter(Files::exists)
                        .toList()
                : List.of(Path.of(named));
        if (!found.isEmpty()) {
            go(found.get(0));
            found.stream()
                    .skip(1)
                    .forEach(other -> remarks.add(other + ": is not read, because " + found.get(0) + " is there"));
        }
        Path conf = etc.resolve("pdagent.conf");
        if (Files.exists(conf)) {
            python(conf);
        }
        if (!files.isEmpty()) {
            for (String name : GO_KEYS) {
                String variable = name.toUpperCase(Locale.ROOT);
                if (!environment.getOrDefault(variable, "").isEmpty()) {
                    remarks.add("the variable " + variable + " is not read, since other programs use that name, too: "
                            + remedy(name));
                }
            }
        }
    }

    /** Reads what is there. */
    static Migrated read(Map<String, String> environment) {
        return new Migrated(environment);
    }

    /** By plugin and key. */
    @Nullable
    Value value(String key) {
        return values.get(key);
    }

    Map<String, Value> values() {
        return values;
    }

    /** A value that is wrong is as good as none. */
    void leaveOut(String from) {
        Value address = values.get(ADDRESS);
        if (address != null && address.from().equals(from)) {
            refusePlaintext();
        }
        if (values.values().removeIf(value -> value.from().equals(from))) {
            leftOut.add(from);
        }
    }

    /** It is not their address that counts, or it counts otherwise than they had it: nothing is allowed on its account. */
    void refusePlaintext() {
        values.remove(PLAINTEXT);
        warnings.removeIf(warning -> warning.equals(openToOthers));
    }

    /** Whether something there was. */
    boolean wasLeftOut(String from) {
        return leftOut.contains(from);
    }

    /** Those that were read. */
    List<Path> files() {
        return files;
    }

    /** What is wrong, and not used. */
    List<String> problems() {
        return problems;
    }

    /** What somebody should see to. */
    List<String> warnings() {
        return warnings;
    }

    /** What is good to know. */
    List<String> remarks() {
        return remarks;
    }

    /** The token of go-pdagent; null when there is none. */
    @Nullable
    String secret() {
        return secret;
    }

    /** Where go-pdagent writes the number of its process; null when its file does not say it. */
    @Nullable
    String pidfile() {
        return pidfile;
    }

    /** Where it is put for the agent. */
    Path secretFile() {
        return secretFile;
    }

    private void go(Path path) {
        LegacyFile file = open(path);
        for (LegacyFile.Entry entry : file.entries()) {
            String from = path + ":" + entry.line();
            String value = entry.value();
            if (!GO_KEYS.contains(entry.key())) {
                unknown(entry, from, GO_KEYS);
            } else if (value == null) {
                problems.add(from + ": " + entry.key() + ": is no single text, write one in quotes; it is not used");
            } else if (!value.isBlank()) {
                go(entry.key(), value.strip(), from, path);
            }
        }
    }

    private void go(String key, String value, String from, Path path) {
        switch (key) {
            // without a host it listened on all addresses
            case "address" -> address(value.startsWith(":") ? "0.0.0.0" + value : value, from);
            case "region" -> {
                values.put("pagerduty.region", new Value(value, from));
                // it goes to the same PagerDuty
                values.put("heartbeat.region", new Value(value, from));
            }
            case "secret" -> secret(value, from, path);
            case "database" ->
                remarks.add(from + ": database: what waits in " + value
                        + " cannot be read: let go-pdagent send it before you stop it");
            default -> {
                pidfile = value;
                remarks.add(from + ": pidfile: 'pdagent server' writes it, for who reads it; tocsin keeps its own");
            }
        }
    }

    /** go-pdagent had no TLS, so what others reached in the clear they still do, and it is told at every start. */
    private void address(String value, String from) {
        values.put(ADDRESS, new Value(value, from));
        if (!LOOPBACK.matcher(value).lookingAt()) {
            values.put(PLAINTEXT, new Value("allow", from));
            openToOthers = from + ": address: other machines can reach " + value
                    + ", and the token crosses the network in the"
                    + " clear: set tls.certificate and tls.key in org.tocsin.http.cfg";
            warnings.add(openToOthers);
        }
    }

    private void secret(String value, String from, Path path) {
        if (!TOKEN.matcher(value).matches()) {
            problems.add(
                    from + ": secret: is no token that can be used, which has 16 or more of A-Z a-z 0-9 . _ ~ + / = -;"
                            + " tocsin makes one of its own, give it to those who ask the agent");
            return;
        }
        secret = value;
        values.put("http.secretFile", new Value(secretFile.toString(), from));
        if (isReadableByAll(path)) {
            warnings.add(from + ": secret: everybody on this host can read it: chmod o-r " + path
                    + ", or take the line out, and tocsin makes a secret of its own");
        }
    }

    private static boolean isReadableByAll(Path path) {
        try {
            return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            // then it could not be read, which is told
            return false;
        }
    }

    private void python(Path path) {
        LegacyFile file = open(path);
        for (LegacyFile.Entry entry : file.entries()) {
            String from = path + ":" + entry.line();
            String key = entry.key().startsWith(MAIN) ? entry.key().substring(MAIN.length()) : "";
            String value = entry.value() == null ? "" : entry.value().strip();
            if (!PYTHON_KEYS.contains(key)) {
                unknown(entry, from, PYTHON_KEYS.stream().map(MAIN::concat).toList());
            } else if (key.equals("source_address")) {
                values.put("pagerduty.sourceAddress", new Value(value, from));
            } else if (!SECONDS.matcher(value).matches()) {
                problems.add(from + ": " + key + ": '" + value + "' is not a number of seconds; it is not used");
            } else if (key.equals("cleanup_threshold_secs")) {
                values.put("queue.derby.keepDeliveredFor", new Value("PT" + value + 'S', from));
            } else {
                remarks.add(from + ": " + key + ": is not needed, the queue sends at once and tries again for ever");
            }
        }
    }

    private LegacyFile open(Path path) {
        files.add(path);
        LegacyFile file = LegacyFile.read(path);
        problems.addAll(file.problems());
        return file;
    }

    private void unknown(LegacyFile.Entry entry, String from, List<String> known) {
        warnings.add(from + ": " + entry.key() + ": there is no such key, it is not used"
                + NearestWord.hint(entry.key(), known));
    }

    private static String remedy(String key) {
        return switch (key) {
            case "address" -> "set TOCSIN_ADDRESS";
            case "region" -> "set TOCSIN_PAGERDUTY_REGION";
            case "secret" -> "set TOCSIN_SECRET_FILE to a file with it";
            default -> "nothing here needs it";
        };
    }
}
