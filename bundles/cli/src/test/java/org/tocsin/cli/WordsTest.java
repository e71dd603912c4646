// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** What the transcripts cannot tell. */
public final class WordsTest {

    private final RecordingAgent agent = new RecordingAgent();

    @Test
    public void flagsOfAWordMayStandBeforeItWithTheirValues() {
        RecordingAgent agent = new RecordingAgent();
        for (List<String> typed : List.of(
                List.of("-k", "send", "-t", "trigger", "send", "-d", "change"),
                List.of("--service-key", "change", "--event-type=trigger", "-d", "enqueue", "send"))) {
            Answer answer = new Words().run(new Command("pdagent", typed, null, true), agent);
            assertThat(((Answer.Done) answer).exit())
                    .as("%s: %s", typed, answer)
                    .isZero();
        }
        assertThat(agent.submitted).hasSize(2).allMatch(event -> event.startsWith("v1 "));
        Answer list = new Words()
                .run(
                        new Command("tocsin", List.of("--limit", "5", "event", "--state", "dead", "list"), null, true),
                        agent);
        assertThat(((Answer.Done) list).exit()).isZero();
    }

    @Test
    public void theScriptOfPdagentKnowsEveryFlagThatTakesAValue() throws IOException {
        String script = Files.readString(Path.of("src/main/bin/pdagent"));
        Program program = PdAgent.program();
        for (Word word : program.words()) {
            for (Flag flag : program.flagsOf(word)) {
                if (flag.hasName() && flag.takesValue()) {
                    assertThat(script).as(word.path()).containsPattern("[ |]--" + flag.name() + "( \\||\\))");
                    assertThat(flag.letter().isEmpty()
                                    || Pattern.compile("[ |]-" + flag.letter() + "( \\||\\))")
                                            .matcher(script)
                                            .find())
                            .as(flag.letter())
                            .isTrue();
                } else {
                    assertThat(script).as(word.path()).doesNotContain("--" + flag.name() + " ");
                }
            }
        }
    }

    @Test
    public void aDescriptionIsCutAt1024CharactersAndNeverWithinOne() {
        run(null, "pd-send", "-k", "K", "-t", "trigger", "-d", "😀".repeat(1030));

        assertThat(agent.submitted.get(0)).contains('"' + "\\ud83d\\ude00".repeat(1024) + '"');
    }

    @Test
    public void theStatusExpectsTheEndOfTheSlowestLaneAndNoneWhenALaneStands() {
        agent.lanes.add(pace("pd-1", 240, 120, Duration.ofMinutes(2)));
        agent.lanes.add(pace("pd-2", 30, 1.25, Duration.ofMinutes(24)));
        agent.lanes.add(pace("pd-3", 0, 0, null));
        assertThat(run(null, "tocsin", "queue", "status").out())
                .containsPattern("pd-1 .* 120 +2m00s\n")
                .containsPattern("pd-2 .* 1\\.3 +24m00s\n")
                .containsPattern("pd-3 .* 0 +-\n")
                .containsPattern("total .* 121\\.3 +24m00s\n");
        assertThat(run(null, "tocsin", "queue", "status", "--json").out())
                .startsWith(
                        "{\"waiting\":270,\"delivered\":7,\"dead\":0,\"perMinute\":121.3,\"drain\":\"PT24M\",\"oldestAccepted\":null");

        agent.lanes.add(pace("pd-4", 1, 0, null));
        assertThat(run(null, "tocsin", "queue", "status").out()).containsPattern("total .* 121\\.3 +-\n");
    }

    private static LaneView pace(String id, long waiting, double perMinute, @Nullable Duration drain) {
        return new LaneView(
                id,
                "pagerduty",
                "key",
                "IDLE",
                waiting,
                id.equals("pd-1") ? 7 : 0,
                0,
                0,
                null,
                0,
                null,
                null,
                perMinute,
                drain);
    }

    @Test
    public void aKeyMayComeFromTheInput() {
        for (List<String> typed : List.of(
                List.of("pd-send", "-k", "@/etc/key", "-t", "trigger", "-d", "x"),
                List.of("tocsin", "trigger", "--key=-", "-d", "x"),
                List.of("pdagent", "enqueue", "-k-", "-d", "x"))) {
            agent.submitted.clear();
            assertThat(run("  KEY-FROM-INPUT\n", typed.toArray(String[]::new)).exit())
                    .isZero();
            assertThat(agent.submitted.get(0)).contains("_key\":\"KEY-FROM-INPUT\"");
        }
    }

    @Test
    public void anInputWithoutOneKeyIsNamed() {
        for (String input : List.of("", " \n", "two\nkeys\n")) {
            Answer.Done done = run(input, "tocsin", "ack", "-k", "@/etc/key", "-y", "d");
            assertThat(done.exit()).isEqualTo(2);
            assertThat(done.err()).startsWith("tocsin ack: -k/--key: the file /etc/key must hold a key");
        }
        assertThat(agent.submitted).isEmpty();
    }

    @Test
    public void whoeverIsMeantIsNotSentElsewhere() {
        Answer answer =
                new Words().run(new Command("pdagent", List.of("-a", "10.0.0.1:1", "health"), null, true), agent);

        assertThat(answer).isEqualTo(new Answer.Done(0, "OK\n", ""));
    }

    @Test
    public void statusAndHealthTellReadyDegradedAndFailedApart() {
        agent.health = health(HealthView.State.DEGRADED);
        assertThat(run(null, "tocsin", "status").exit()).isEqualTo(1);
        assertThat(run(null, "tocsin", "health").exit()).isZero();
        assertThat(run(null, "pdagent", "health").exit()).isZero();

        agent.health = health(HealthView.State.FAILED);
        assertThat(run(null, "tocsin", "status"))
                .isEqualTo(new Answer.Done(1, "state: FAILED\nPART   STATE\nstore  FAILED  the disk is full\n", ""));
        assertThat(run(null, "tocsin", "health")).isEqualTo(new Answer.Done(1, "FAILED store: the disk is full\n", ""));
        assertThat(run(null, "pdagent", "health").exit()).isEqualTo(1);
    }

    @Test
    public void anAgentThatFailsIsNotTakenForOneThatKeptTheEvent() {
        Agent failing = new Agent() {
            @Override
            public TakenIn take(ToolInput input, @Nullable String key, @Nullable String submission) {
                throw new AssertionError("no tool speaks here");
            }

            @Override
            public CompletionStage<Submitted> submit(
                    String channel,
                    String text,
                    @Nullable String format,
                    @Nullable String key,
                    @Nullable String submission) {
                return CompletableFuture.failedStage(new IllegalStateException("secret detail"));
            }

            @Override
            public List<LaneView> lanes() {
                return List.of();
            }

            @Override
            public int retry(@Nullable String key) {
                return 0;
            }

            @Override
            public Desk desk() {
                return agent.desk;
            }

            @Override
            public Switchboard switchboard() {
                return agent.switchboard;
            }

            @Override
            public Translators translators() {
                return agent.translators;
            }

            @Override
            public HealthView health() {
                return agent.health;
            }

            @Override
            public List<PluginView> plugins() {
                return List.of();
            }

            @Override
            public Duration rotateSecret(@Nullable String grace) {
                return Duration.ZERO;
            }
        };

        Answer answer = new Words().run(command(null, "tocsin", "ack", "-k", "K", "-y", "d"), failing);

        assertThat(answer)
                .isEqualTo(new Answer.Done(
                        1, "", "tocsin: the agent failed and did not keep the event: its log says why\n"));
    }

    @Test
    public void theVersionOfPdagentHasThreeLinesWithTheirLabels() {
        assertThat(run(null, "pdagent", "version").out())
                .matches("Version: [0-9.]+\nBuild date: .+\nBuild commit: unavailable\n");
        assertThat(run(null, "pdagent", "version", "--json").out())
                .matches("\\{\"version\":\"[0-9.]+\",\"date\":\".+\"}\n");
    }

    @Test
    public void anUnknownProgramIsSaidToBeUnknown() {
        assertThat(run(null, "pd-bogus").exit()).isEqualTo(2);
    }

    @Test
    public void keysAreInNoToString() {
        assertThat(command("KEY", "pd-send", "-k", "KEY").toString()).doesNotContain("KEY");
        assertThat(RecordingAgent.lane("pd-1", "KEY", 0, 0, 0).toString()).doesNotContain("KEY");
        assertThat(new RemoteAgent("a:1", "TOKEN", null, "").toString()).doesNotContain("TOKEN");
    }

    private static HealthView health(HealthView.State state) {
        return new HealthView(state, List.of(RecordingAgent.part("store", state, "the disk is full")));
    }

    private Answer.Done run(@Nullable String input, String... typed) {
        return (Answer.Done) new Words().run(command(input, typed), agent);
    }

    private static Command command(@Nullable String input, String... typed) {
        List<String> all = List.of(typed);
        return new Command(all.get(0), all.subList(1, all.size()), input, false);
    }
}
