// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.ConfigReport;
import org.tocsin.cli.ConfigReport.Problem;
import org.tocsin.cli.ConfigReport.Value;

/** {@code tocsin config check} and {@code tocsin config show}: the configuration, whether the agent runs or not. */
public final class OfflineConfig {

    private static final String JSON = "--json";
    private static final String HIDDEN = "***";
    /** User and password in a URL: not where they belong, but they are there. */
    private static final Pattern USER_INFO = Pattern.compile("//[^/\\s]*@");

    /** What the launcher asks before it starts the agent with flags. */
    private static final String FLAGS = "flags";

    /** What the launcher asks when another agent's configuration is there. */
    private static final String MIGRATE = "migrate";

    /** Of the launcher, when it is asked to reload. */
    private static final String RELOAD = "reload";

    private static final List<String> WORDS = List.of("check", "show", FLAGS, MIGRATE, RELOAD);
    private static final List<String> DIRECTORIES = List.of("TOCSIN_HOME", "TOCSIN_ETC", "TOCSIN_DATA", "TOCSIN_SPOOL");

    private OfflineConfig() {}

    /**
     * Prints, and ends the process.
     *
     * @param args what was typed behind {@code config}, without {@code --set}
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int exit;
        try {
            exit = run(List.of(args), System.getenv(), out);
        } catch (OfflineException e) {
            System.err.println("tocsin config: " + e.getMessage());
            exit = e.exit();
        } catch (IOException e) {
            System.err.println("tocsin config: " + unreadable(e, System.getenv()));
            exit = 1;
        }
        out.flush();
        System.exit(exit);
    }

    /** Which directory it is, and what to do. */
    static String unreadable(IOException problem, Map<String, String> environment) {
        if (!(problem instanceof FileSystemException e) || e.getFile() == null) {
            return "the distribution cannot be read, unpack it again: " + problem;
        }
        String file = e.getFile();
        String home = environment.getOrDefault("TOCSIN_HOME", "");
        if (e instanceof AccessDeniedException) {
            return file + " may not be read by this user: run it as the agent's user";
        }
        return file + " cannot be read (" + e.getClass().getSimpleName() + "): "
                + (Path.of(file).startsWith(home) && !home.isEmpty()
                        ? "unpack the distribution again"
                        : "look at its disk, or run it as the agent's user");
    }

    static int run(List<String> typed, Map<String, String> environment, PrintStream out)
            throws OfflineException, IOException {
        if (typed.contains("-h") || typed.contains("--help")) {
            out.print(help());
            return 0;
        }
        List<String> words = new ArrayList<>(typed);
        boolean json = words.removeIf(JSON::equals);
        if (words.size() != 1 || !WORDS.contains(words.get(0))) {
            String wrong = words.isEmpty()
                    ? "a word is missing"
                    : "'" + words.get(words.size() - 1) + "': does not belong here";
            throw OfflineException.usage(wrong + ", use check or show (see 'tocsin config --help')");
        }
        Variables variables = Variables.of(environment);
        if (words.contains(RELOAD)) {
            await(Reload.untilSeen(Path.of(variables.get("TOCSIN_ETC")), Clock.systemUTC()));
        }
        Path home = Path.of(variables.get("TOCSIN_HOME"));
        try (Descriptions descriptions = Descriptions.find(home, Path.of(variables.get("TOCSIN_DATA"), "deploy"))) {
            Migrated migrated = Migrated.read(environment);
            Layers layers = new Layers(variables, Path.of(variables.get("TOCSIN_ETC")), home.resolve("etc"), migrated);
            if (descriptions.all().values().stream()
                    .noneMatch(plugin -> plugin.plugin().equals("http") && layers.leavesTheirAddressAsItWas(plugin))) {
                migrated.refusePlaintext();
            }
            ConfigCheck check = new ConfigCheck(variables, descriptions, layers).run();
            check.take(migrated);
            closed(Path.of(variables.get("TOCSIN_DATA")), Files::isExecutable).forEach(check::remark);
            return switch (words.get(0)) {
                case "check" ->
                    check(check, layers.files().size() + migrated.files().size(), json, out);
                case MIGRATE -> migrate(descriptions, layers, check, migrated);
                case FLAGS -> flags(check, variables);
                case RELOAD ->
                    reload(check, layers.files().size() + migrated.files().size(), migrated, out);
                default -> show(variables, descriptions, layers, check, json, out);
            };
        }
    }

    /** @param open whether this user may look into a directory */
    static List<String> closed(Path data, Predicate<Path> open) {
        return Files.isDirectory(data) && !open.test(data)
                ? List.of(
                        data + ": this user may not look into it, so plugins in deploy/ are not checked: run it as the"
                                + " agent's user")
                : List.of();
    }

    private static String help() {
        return """
            usage: tocsin config <check|show> [--set PLUGIN.KEY=VALUE]... [--json]

            Reads the configuration, whether the agent runs or not.

              check  names all that is wrong: file, key, value, and what to do
              show   prints every value that is in effect and what says it; secrets as ***

            A flag --set goes before a variable TOCSIN_<PLUGIN>_<KEY>, that before the file
            org.tocsin.<plugin>.cfg, that before what pdagent's and go-pdagent's own files say
            (/etc/pdagent/config.*, ~/.pdagent/config.*, /etc/pdagent.conf), that before the default. 'tocsin run' and 'start' take --set, too.
            check ends with 0 when all is well, 1 when something is wrong, 2 when the command line is.

            flags:
                  --set PLUGIN.KEY=VALUE  as if the configuration said so
                  --json                  print JSON for a program to read
              -h, --help                  show this help and exit
            """;
    }

    private static int check(ConfigCheck check, int files, boolean json, PrintStream out) {
        out.print(
                json
                        ? ConfigReport.problemsJson(check.problems(), check.remarks(), files) + '\n'
                        : ConfigReport.problems(check.problems(), check.remarks(), files));
        return check.problems().isEmpty() ? 0 : 1;
    }

    private static void await(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that is wrong, each behind the launcher's name; then the line of the reload. */
    private static int reload(ConfigCheck check, int files, Migrated migrated, PrintStream out) throws IOException {
        List<String> lines = ConfigReport.problems(check.problems(), check.remarks(), files)
                .lines()
                .toList();
        String checked = lines.get(lines.size() - 1);
        lines.subList(0, lines.size() - 1).forEach(line -> System.err.println("tocsin: " + line));
        List<String> atStart = FilesAtStart.changed(migrated.secretFile().resolveSibling(""), migrated.files());
        out.print("tocsin: " + Reload.line(checked, check.problems().size(), atStart) + '\n');
        return 0;
    }

    /** Only what is wrong with the flags: the agent itself says the rest. */
    private static int flags(ConfigCheck check, Variables variables) {
        List<String> wrong = check.problems().stream()
                .filter(problem -> variables.flags().contains(problem.file())
                        || problem.from().startsWith(Variables.FLAG))
                .map(problem -> problem.text())
                .toList();
        wrong.forEach(text -> System.err.println("tocsin: " + text));
        return wrong.isEmpty() ? 0 : 1;
    }

    /** Says what is wrong or dangerous in another agent's files; what is wrong is not used, and keeps nobody from starting. */
    private static int migrate(Descriptions descriptions, Layers layers, ConfigCheck check, Migrated migrated)
            throws IOException {
        for (Problem problem : check.problems()) {
            if (check.isOf(migrated, problem)) {
                String from = problem.from().isEmpty() ? "" : " (" + problem.from() + "; it is not used)";
                System.err.println("tocsin: warning: " + problem.text() + from);
            }
        }
        migrated.warnings().forEach(text -> System.err.println("tocsin: warning: " + text));
        MigratedValues.write(descriptions, layers, migrated);
        return 0;
    }

    private static int show(
            Variables variables,
            Descriptions descriptions,
            Layers layers,
            ConfigCheck check,
            boolean json,
            PrintStream out) {
        List<Value> values = new ArrayList<>();
        for (String name : DIRECTORIES) {
            values.add(new Value(name, variables.get(name), variables.isSet(name) ? name : "default"));
        }
        for (Description plugin : descriptions.all().values()) {
            List<ConfigFile> files = layers.filesOf(plugin);
            files.forEach(file -> add(values, plugin, file, layers));
            if (files.isEmpty() && plugin.variable("x").startsWith("TOCSIN_")) {
                add(values, plugin, null, layers);
            }
        }
        out.print(json ? ConfigReport.valuesJson(values) + '\n' : ConfigReport.values(values));
        int wrong = check.problems().size();
        if (wrong > 0) {
            System.err.println("tocsin config show: " + wrong + (wrong == 1 ? " error" : " errors")
                    + " in this configuration, see 'tocsin config check'");
        }
        return 0;
    }

    private static void add(List<Value> values, Description plugin, @Nullable ConfigFile file, Layers layers) {
        String name = file == null || !plugin.factory()
                ? plugin.plugin()
                : file.name().replaceFirst("^org\\.tocsin\\.", "").replaceFirst("\\.cfg$", "");
        for (Layers.Value value : layers.values(plugin, file)) {
            String text = value.text();
            String shown = text == null
                    ? "(filled in by the agent)"
                    : plugin.isSecret(value.key()) && !text.isEmpty()
                            ? HIDDEN
                            : USER_INFO.matcher(text).replaceAll("//***@");
            values.add(new Value(name + '.' + value.key(), shown, value.from()));
        }
    }
}
