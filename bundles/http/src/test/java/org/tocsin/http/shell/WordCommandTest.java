// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.cli.AdapterView;
import org.tocsin.cli.Agent;
import org.tocsin.cli.Desk;
import org.tocsin.cli.DraftView;
import org.tocsin.cli.HealthView;
import org.tocsin.cli.LaneView;
import org.tocsin.cli.PluginView;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RouteView;
import org.tocsin.cli.ShellWords;
import org.tocsin.cli.Submitted;
import org.tocsin.cli.Switchboard;
import org.tocsin.cli.TakenIn;
import org.tocsin.cli.ToolInput;
import org.tocsin.cli.TranslationView;
import org.tocsin.cli.Translators;

/** The words in Karaf's own shell: its parser, its pipes, its way of completing. */
public final class WordCommandTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ThreadIOImpl streams = new ThreadIOImpl();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final SmallAgent agent = new SmallAgent();
    private SessionFactoryImpl sessions;
    private Session session;

    @Before
    public void open() {
        streams.start();
        sessions = new SessionFactoryImpl(streams);
        ShellWords words = new ShellWords();
        words.all().forEach(word -> sessions.getRegistry().register(new WordCommand(words, word, agent)));
        session = sessions.create(
                InputStream.nullInputStream(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @After
    public void close() {
        session.close();
        sessions.stop();
        streams.stop();
    }

    @Test
    public void aWordPrintsItsTableAndItsJson() throws Exception {
        assertThat(session.execute("tocsin:route-list")).isNull();
        assertThat(printed()).isEqualTo("""
                        ROUTE       OWNER  STATE    WAITS-FOR
                        disk.check  disk   Started  -
                        disk.late   disk   Stopped  -
                        """);
        session.execute("route-list --json | grep Stopped");
        assertThat(printed()).contains("\"id\":\"disk.late\"");
        session.execute("tocsin:trigger -k K \"two  words; $ not a variable\"");
        assertThat(agent.submitted).singleElement().asString().contains("\"two  words; $ not a variable\"");
    }

    @Test
    public void anAdapterIsTriedOnAFile() throws Exception {
        Path file = Files.writeString(folder.getRoot().toPath().resolve("told"), "x");
        session.execute("tocsin:adapter-translate lines " + file);
        assertThat(printed()).isEqualTo("channel pagerduty  lane pd-1  format v2\nlines x\n");
        session.execute("tocsin:adapter-list");
        assertThat(printed()).isEqualTo("ADAPTER  ROUTE       OWNER\nlines    disk.check  disk\n");
    }

    @Test
    public void whatIsWrongIsOneLineAndNoTrace() {
        wrong("tocsin:route-stop", "ID: missing, give ID");
        wrong("tocsin:route-stop no.such", "tocsin: route: there is no no.such");
        wrong("tocsin:route-list surplus", "'surplus': belongs to no flag");
        wrong("tocsin:route-list --jsn", "--jsn: there is no such flag");
        wrong("tocsin:event-list", "tocsin: queue: is not there yet");
        assertThat(printed()).isEmpty();
    }

    @Test
    public void whatOnlyTellsIsAnExitCode() throws Exception {
        assertThat(session.execute("tocsin:status")).isEqualTo(1);
        assertThat(printed()).startsWith("state: DEGRADED\n");
    }

    @Test
    public void everyCommandExplainsItself() throws Exception {
        for (ShellWords.Entry word : new ShellWords().all()) {
            session.execute("tocsin:" + word.name() + " --help");
            assertThat(printed())
                    .as(word.name())
                    .startsWith("usage: tocsin " + word.name().replace('-', ' '));
        }
    }

    @Test
    public void namesFlagsAndIdsAreCompleted() {
        assertThat(completed(0, "tocsin:route-st")).containsExactly("tocsin:route-start ", "tocsin:route-stop ");
        assertThat(completed(1, "tocsin:route-stop", "")).containsExactly("disk.check ");
        assertThat(completed(1, "route-start", "disk.")).containsExactly("disk.late ");
        assertThat(completed(1, "tocsin:route-stop", "--j")).containsExactly("--json ");
        assertThat(completed(2, "tocsin:event-list", "--state", "d"))
                .containsExactly("dead ", "delivered ", "dropped ");
        assertThat(completed(1, "tocsin:adapter-translate", "")).containsExactly("lines ");
        assertThat(completed(1, "tocsin:lane-show", "")).containsExactly("pd-111111111111 ");
    }

    private void wrong(String line, String says) {
        assertThatThrownBy(() -> session.execute(line))
                .as(line)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(says)
                .satisfies(problem -> {
                    assertThat(problem.getMessage()).hasLineCount(1);
                    assertThat(((CommandException) problem).getNiceHelp()).isEqualTo(problem.getMessage());
                });
    }

    private String printed() {
        String printed = out.toString(UTF_8);
        out.reset();
        return printed;
    }

    private List<String> completed(int at, String... typed) {
        List<String> candidates = new ArrayList<>();
        for (org.apache.karaf.shell.api.console.Command command :
                sessions.getRegistry().getCommands()) {
            if (command.getScope().equals("tocsin")) {
                command.getCompleter(false).complete(session, new Line(at, List.of(typed)), candidates);
            }
        }
        return candidates.stream().sorted().toList();
    }

    private record Line(int at, List<String> typed) implements CommandLine {
        @Override
        public int getCursorArgumentIndex() {
            return at;
        }

        @Override
        public String getCursorArgument() {
            return typed.get(at);
        }

        @Override
        public int getArgumentPosition() {
            return typed.get(at).length();
        }

        @Override
        public String[] getArguments() {
            return typed.toArray(new String[0]);
        }

        @Override
        public int getBufferPosition() {
            return getBuffer().length();
        }

        @Override
        public String getBuffer() {
            return String.join(" ", typed);
        }
    }

    /** One lane, two routes, and a part that is degraded. */
    private static final class SmallAgent implements Agent, Switchboard {

        private final List<String> submitted = new ArrayList<>();

        @Override
        public CompletionStage<Submitted> submit(
                String channel,
                String text,
                @Nullable String format,
                @Nullable String key,
                @Nullable String submission) {
            submitted.add(text);
            return CompletableFuture.completedStage(new Submitted(1, "0".repeat(32), "d"));
        }

        @Override
        public TakenIn take(ToolInput input, @Nullable String key, @Nullable String submission) {
            return TakenIn.waiting(new Submitted(1, "0".repeat(32), null), "");
        }

        @Override
        public List<LaneView> lanes() {
            return List.of(new LaneView(
                    "pd-111111111111", "pagerduty", "k", "IDLE", 0, 0, 0, 0, null, 0, null, null, 0, null));
        }

        @Override
        public int retry(@Nullable String key) {
            return 0;
        }

        @Override
        public Desk desk() throws RefusedException {
            throw new RefusedException(RefusedException.Reason.BUSY, "queue: is not there yet");
        }

        @Override
        public Translators translators() throws RefusedException {
            return new Translators() {
                @Override
                public List<AdapterView> adapters() {
                    return List.of(new AdapterView("lines", "disk.check", "disk"));
                }

                @Override
                public TranslationView translate(String adapter, String text, @Nullable String key, boolean withKey) {
                    return new TranslationView(
                            List.of(new DraftView("pagerduty", "pd-1", "v2", null, adapter + ' ' + text)),
                            List.of(),
                            false);
                }
            };
        }

        @Override
        public Switchboard switchboard() {
            return this;
        }

        @Override
        public HealthView health() {
            return new HealthView(
                    HealthView.State.DEGRADED,
                    List.of(new HealthView.Part("store", HealthView.State.DEGRADED, "nearly full")));
        }

        @Override
        public List<PluginView> plugins() {
            return List.of();
        }

        @Override
        public Duration rotateSecret(@Nullable String grace) {
            return Duration.ofMinutes(1);
        }

        @Override
        public List<RouteView> routes() {
            return List.of(
                    new RouteView("disk.check", "disk", "Started", ""),
                    new RouteView("disk.late", "disk", "Stopped", ""));
        }

        @Override
        public RouteView turn(String id, boolean on) throws RefusedException {
            throw new RefusedException(RefusedException.Reason.UNKNOWN, "route: there is no " + id);
        }
    }
}
