// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** Every word of every program: one clear complaint, the exit code of a mistake, and nothing done. */
public final class BadInputTest {

    private final RecordingAgent agent = new RecordingAgent();

    public BadInputTest() {
        agent.lanes.add(RecordingAgent.lane(RecordingDesk.LANE, "key2", 1, 0, 1));
    }

    @Test
    public void anUnknownFlag() {
        for (Program program : Words.programs()) {
            for (Word word : program.words()) {
                refused(program, word, "no-such-flag", "--no-such-flag");
                refused(program, word, "no-such-flag", "--no-such-flag=x");
                refused(program, word, "Z", "-Z");
                refused(program, word, "", "--", "--help", "--help", "--help", "--help");
            }
        }
    }

    @Test
    public void aFlagWithoutItsValueOrWithOneThatItDoesNotTake() {
        for (Program program : Words.programs()) {
            for (Word word : program.words()) {
                for (Flag flag : program.flagsOf(word)) {
                    if (flag.takesValue() && flag.hasName()) {
                        refused(program, word, "", "--" + flag.name());
                        if (!flag.letter().isEmpty()) {
                            refused(program, word, flag.letter(), "-" + flag.letter());
                        }
                    } else if (flag.hasName() && !flag.mayTakeNumber()) {
                        refused(program, word, flag.name(), "--" + flag.name() + "=x");
                    }
                }
            }
        }
    }

    @Test
    public void whatIsMissing() {
        mistakes(
                "tocsin trigger",
                "tocsin trigger -k KEY",
                "tocsin trigger text",
                "tocsin ack -k KEY",
                "tocsin resolve -y d",
                "tocsin change -k KEY",
                "tocsin send -t trigger",
                "tocsin event show",
                "tocsin event retry",
                "tocsin event drop",
                "tocsin event drop --lane pd-111111111111",
                "tocsin event edit",
                "tocsin event import",
                "tocsin queue drop",
                "tocsin queue show",
                "tocsin lane show",
                "tocsin lane hold",
                "tocsin route stop",
                "tocsin adapter translate lines",
                "tocsin backup",
                "tocsin completion",
                "tocsin",
                "tocsin event",
                "pd-send",
                "pd-send -k KEY -t trigger",
                "pd-send -k KEY -t resolve",
                "pd-queue",
                "pd-queue retry",
                "pdagent",
                "pdagent queue",
                "pdagent send -k KEY",
                "pdagent queue drop");
    }

    @Test
    public void whatIsNoneOfTheChoices() {
        mistakes(
                "tocsin trigger -k KEY x -u y -e urgent",
                "tocsin trigger -k KEY x -u y --channel Slack!",
                "tocsin trigger -k KEY x -u y --timestamp now",
                "tocsin trigger -k KEY x -u y --link nowhere",
                "tocsin trigger -k KEY x -u y --image http://insecure",
                "tocsin trigger -k KEY x -u y --wait=never",
                "tocsin event list --state lost",
                "tocsin event list --limit 0",
                "tocsin event list --limit many",
                "tocsin event list --after yesterday",
                "tocsin event show 42",
                "tocsin event show abc",
                "tocsin queue drop --lane pd-111111111111 --state delivered",
                "tocsin queue purge --older-than 7",
                "tocsin queue purge --older-than -7d",
                "tocsin completion fish",
                "pd-send -k KEY -t snooze -d x",
                "pd-queue restart",
                "pdagent enqueue -k KEY --timestamp now",
                "pdagent queue list --state lost",
                "pdagent queue purge --older-than x");
    }

    @Test
    public void whatIsTooLongOrTooMuch() {
        String long256 = "x".repeat(256);
        mistakes(
                "tocsin ack -k KEY -y " + long256,
                "tocsin trigger -k KEY x -u y --submission-id " + long256,
                "pdagent enqueue -k KEY --submission-id " + long256,
                "tocsin event list --limit 1001",
                "tocsin event list --after 1234567890123456789",
                "tocsin trigger -k KEY x -u y --wait 86401",
                "tocsin trigger -k KEY two words",
                "tocsin event show " + RecordingDesk.DEAD + ' ' + RecordingDesk.DEAD,
                "tocsin queue status extra",
                "pd-send -k KEY -t trigger -d two words",
                "pd-queue status extra",
                "tocsin event retry " + RecordingDesk.DEAD + " --all",
                "tocsin queue drop " + RecordingDesk.DEAD + " --lane pd-111111111111",
                "tocsin queue list -k key2 --lane pd-111111111111",
                "pd-queue retry -a -k key2");
    }

    @Test
    public void whatDoesNotGoWithStandardInput() {
        mistakes(
                "tocsin enqueue --stdin -t trigger",
                "tocsin send --stdin -f a=b",
                "tocsin enqueue --stdin --wait",
                "tocsin trigger --stdin x",
                "tocsin ack --stdin -y disk",
                "pdagent change --stdin -d x",
                "pdagent enqueue --stdin -k -",
                "pdagent enqueue --stdin -k @file");
    }

    @Test
    public void anInputThatHoldsNoKey() {
        for (String input : List.of("", "two\nlines", " ")) {
            for (String line :
                    List.of("tocsin ack -k - -y d", "pd-send -k @f -t trigger -d x", "pdagent enqueue -k -")) {
                List<String> typed = Transcript.split(line);
                check(typed, (Answer.Done) new Words()
                        .run(new Command(typed.get(0), typed.subList(1, typed.size()), input, true), agent));
            }
        }
    }

    private void mistakes(String... lines) {
        for (String line : lines) {
            List<String> typed = Transcript.split(line);
            check(typed, run(typed));
        }
    }

    private void refused(Program program, Word word, String named, String... more) {
        if (more[0].equals("--") && program.dialect().ignoresTheRest()) {
            return;
        }
        if (more[0].equals("--") && word.operand() != null && word.operand().place() == Flag.Place.OPERANDS) {
            return; // takes as many as one likes
        }
        List<String> typed = new ArrayList<>(List.of(program.name()));
        Stream.of(word.path().split(" ")).filter(part -> !part.isEmpty()).forEach(typed::add);
        typed.addAll(List.of(more));
        Answer.Done done = run(typed);
        check(typed, done);
        assertThat(done.out() + done.err()).as("%s", typed).contains(named);
    }

    private Answer.Done run(List<String> typed) {
        Answer answer = new Words().run(new Command(typed.get(0), typed.subList(1, typed.size()), null, true), agent);
        assertThat(answer).as("%s", typed).isInstanceOf(Answer.Done.class);
        return (Answer.Done) answer;
    }

    private void check(List<String> typed, Answer.Done done) {
        String program = typed.get(0);
        boolean old = program.equals("pdagent");
        assertThat(done.exit()).as("%s", typed).isEqualTo(old ? 1 : 2);
        assertThat(old ? done.err() : done.out()).as("%s", typed).isEmpty();
        List<String> complaints = (old ? done.out() : done.err()).lines().toList();
        if (typed.size() > 2) {
            // the Python agent's commands say their usage first
            assertThat(complaints).as("%s", typed).hasSize(program.startsWith("pd-") ? 2 : 1);
        }
        assertThat(complaints.get(complaints.size() - 1)).as("%s", typed).hasSizeBetween(5, 600);
        assertThat(agent.submitted).as("%s", typed).isEmpty();
        assertThat(agent.desk.changes).as("%s", typed).isEmpty();
        assertThat(agent.switchboard.changes).as("%s", typed).isEmpty();
    }
}
