// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The words within the agent, and what may stand where. */
public final class ShellWordsTest {

    private static final String HELD = "pd-333333333333";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final RecordingAgent agent = new RecordingAgent();
    private final ShellWords words = new ShellWords();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Before
    public void lanes() {
        agent.lanes.add(RecordingAgent.lane("pd-111111111111", "key2", 1, 0, 1));
        agent.lanes.add(new LaneView(HELD, "pagerduty", "k", "HELD", 0, 0, 0, 0, null, 0, null, null, 0, null));
    }

    @Test
    public void everyWordOfTheCommandLineIsOneOfTheShellButThoseForAnotherOne() {
        assertThat(words.all())
                .extracting(ShellWords.Entry::name)
                .contains("event-list", "lane-hold", "queue-status", "route-stop", "backup", "status", "trigger")
                .doesNotContain("init", "server", "server-stop", "completion")
                .hasSize(TocsinWords.program().words().size() - 4);
        assertThat(words.all()).allSatisfy(word -> assertThat(word.purpose()).isNotBlank());
    }

    @Test
    public void aWordAnswersAsOnTheCommandLine() throws IOException {
        for (List<String> line : List.of(
                List.of("queue", "status", "--json"),
                List.of("event", "list", "--state", "none"),
                List.of("event", "show", "--help"),
                List.of("route", "stop", "no.such"))) {
            Answer told = new Words().run(new Command("tocsin", line, null, true), agent);
            assertThat(run(line.get(0) + '-' + line.get(1), line.subList(2, line.size())))
                    .as("%s", line)
                    .isEqualTo(told);
        }
    }

    @Test
    public void filesAreReadAndWrittenWhereTheAgentIs() throws IOException {
        Path file = folder.getRoot().toPath().resolve("out.ndjson");
        assertThat(run("event-export", List.of("-o", file.toString())).exit()).isZero();
        assertThat(Files.readAllLines(file)).hasSize(3);

        assertThat(run("event-edit", List.of(RecordingDesk.DEAD, "--body", file.toString()))
                        .exit())
                .isZero();
        assertThat(run("event-edit", List.of(RecordingDesk.DEAD, "--body", "/no/such"))
                        .err())
                .isEqualTo("tocsin: the file /no/such cannot be read\n");
        assertThat(agent.desk.changes).hasSize(1);
    }

    @Test
    public void standardInputIsLeftOpen() throws IOException {
        boolean[] closed = {false};
        InputStream in = new ByteArrayInputStream("text".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        assertThat(words.run("event-edit", List.of(RecordingDesk.DEAD), agent, in, out, err)
                        .exit())
                .isZero();
        assertThat(closed[0]).isFalse();
    }

    @Test
    public void idsAreOfferedInTheStateThatTheWordNeeds() {
        assertThat(place("lane-show")).containsExactly("pd-111111111111", HELD);
        assertThat(place("lane-hold")).containsExactly("pd-111111111111");
        assertThat(place("lane-release")).containsExactly(HELD);
        assertThat(place("event-retry")).containsExactly(RecordingDesk.DEAD);
        assertThat(place("event-edit")).containsExactly(RecordingDesk.DEAD);
        assertThat(place("event-drop")).containsExactly(RecordingDesk.DEAD, RecordingDesk.WAITING);
        assertThat(place("route-stop")).containsExactly("disk.check");
        assertThat(place("route-start")).containsExactly("disk.report");
        assertThat(place("adapter-translate")).containsExactly("lines", "made");
        assertThat(place("event-list", "--lane")).containsExactly("pd-111111111111", HELD);
        assertThat(place("event-list", "--state")).containsExactly("waiting", "delivered", "dead", "dropped");
        assertThat(place("event-drop", "--lane", HELD, "--state")).containsExactly("dead", "waiting");
    }

    @Test
    public void whatIsTypedAlreadyIsNotOfferedAgain() {
        assertThat(place("lane-show", HELD)).isEmpty();
        assertThat(place("lane-show", "--json")).hasSize(2);
        assertThat(place("event-drop", RecordingDesk.DEAD)).containsExactly(RecordingDesk.WAITING);
        assertThat(words.place("event-retry", List.of("--json"), "--", agent).words())
                .contains("--lane", "--all", "--help")
                .doesNotContain("--json", "--key");
    }

    @Test
    public void aFileIsKnownForOneAndNothingIsOfferedWhenItCannotBeTold() {
        assertThat(words.place("event-export", List.of("-o"), "", agent).file()).isTrue();
        assertThat(words.place("backup", List.of(), "", agent).file()).isTrue();
        assertThat(words.place("adapter-translate", List.of("--json", "lines"), "", agent)
                        .file())
                .isTrue();
        assertThat(words.place("adapter-translate", List.of("lines", "told"), "", agent))
                .isEqualTo(new ShellWords.Place(false, List.of()));
        assertThat(place("queue-status")).isEmpty();
        agent.refusal = new RefusedException(RefusedException.Reason.BUSY, "queue: is not there yet");
        assertThat(place("lane-show")).isEmpty();
    }

    private List<String> place(String name, String... before) {
        return words.place(name, List.of(before), "", agent).words();
    }

    private Answer.Done run(String name, List<String> args) throws IOException {
        return words.run(name, args, agent, InputStream.nullInputStream(), out, err);
    }
}
