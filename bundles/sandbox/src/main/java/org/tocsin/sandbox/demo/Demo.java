// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tocsin.sandbox.order.Verdict;

/**
 * {@code tocsin demo}. Exit 0 only when every accepted event arrived, in order in its lane, and those of monitoring tools with
 * the keys of their incidents; 1 else; 2 for a flag.
 */
public final class Demo {

    private static final String HELP = """
            Usage: tocsin demo [--keep]
            Starts an agent and a PagerDuty stand-in on free loopback ports, sends events of several services with
            the real senders, takes the stand-in down and kills the agent (kill -9) in the middle, installs the
            adapters of Nagios, Zabbix and Sensu while it runs, and shows what arrived in which order. Exit 0 only
            when nothing was lost, reordered or changed, and every incident has its key.

              --keep   keep the directory with the data and the logs
            """;

    private final Console console;
    private final Path home;
    private final Path temp;
    private final boolean keep;
    private volatile boolean interrupted;

    Demo(Console console, Path home, Path temp, boolean keep) {
        this.console = console;
        this.home = home;
        this.temp = temp;
        this.keep = keep;
    }

    /** The entry. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> words = List.of(args);
        if (words.contains("--help") || words.contains("-h")) {
            out.print(HELP);
            return;
        }
        if (words.stream().anyMatch(word -> !word.equals("--keep"))) {
            System.err.println("tocsin demo: unknown flag, see --help");
            System.exit(2);
        }
        Map<String, String> env = System.getenv();
        boolean colour = env.getOrDefault("NO_COLOR", "").isEmpty();
        int exit;
        try (Console console = new Console(out, Console.isTerminal(), colour, System::nanoTime)) {
            Path home = Path.of(env.getOrDefault("TOCSIN_HOME", ".")).toAbsolutePath();
            Path temp = Path.of(System.getProperty("java.io.tmpdir"));
            exit = new Demo(console, home, temp, words.contains("--keep")).run();
        }
        System.exit(exit);
    }

    int run() {
        Stage stage;
        try {
            stage = Stage.set(home, temp);
        } catch (IOException | DemoException e) {
            console.line(console.red("tocsin demo: " + e.getMessage()));
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(stage), "tocsin-sandbox-cleaner"));
        boolean clean = perform(stage);
        if ((!clean || keep) && !interrupted) {
            stage.keep();
            console.line(
                    "kept: " + stage.directory() + "  (the agent's log is in data/log, what arrived in arrived.log)");
        }
        return strike(stage) && clean ? 0 : 1;
    }

    /** After Ctrl-C too nothing is left behind; after the end of the demo there is nothing left to do. */
    private void interrupted(Stage stage) {
        interrupted = true;
        strike(stage);
    }

    private boolean perform(Stage stage) {
        Story story = Story.ofOneNight();
        console.line(console.bold("tocsin demo") + "  agent " + stage.api() + "  PagerDuty stand-in "
                + stage.sandbox().url());
        console.line("");
        try {
            Verdict verdict = new Play(stage, story, console).play();
            console.line("");
            new Report(story, stage.sandbox().accepted()).lines().forEach(console::line);
            console.line("");
            ToolReport tools = new ToolReport(stage.sandbox().accepted());
            tools.lines().forEach(console::line);
            console.line("");
            stage.agent().statusTable().lines().forEach(console::line);
            console.line("");
            String text = "verdict  " + verdict.findings();
            console.line(verdict.clean() ? console.green(text) : console.red(text));
            tools.wrong().forEach(wrong -> console.line(console.red("BROKEN   " + wrong)));
            console.line("         " + verdict.figures());
            console.line(String.format(
                    Locale.ROOT, "total    %.1f s", console.elapsed().toMillis() / 1000.0));
            return verdict.clean() && tools.wrong().isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            if (!interrupted) {
                console.line(console.red("tocsin demo: " + e.getMessage()));
            }
            return false;
        }
    }

    private boolean strike(Stage stage) {
        try {
            stage.close();
            return true;
        } catch (IOException e) {
            console.line(console.red("tocsin demo: cannot clean up: " + e.getMessage()));
            return false;
        }
    }
}
