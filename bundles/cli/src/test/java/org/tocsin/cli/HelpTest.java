// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** Help is all that a person needs: every word of every program is walked. */
public final class HelpTest {

    @Test
    public void everyFlagOfEveryWordIsExplainedWithItsDefault() {
        for (Program program : Words.programs()) {
            for (Word word : program.words()) {
                String help = help(program, word);
                for (Flag flag : program.flagsOf(word)) {
                    String line = help.lines()
                            .filter(text -> text.strip().startsWith(flag.forms(", ") + ' '))
                            .findFirst()
                            .orElse("");
                    String where = program.called(word.path()) + ' ' + flag.forms("/");
                    assertThat(line).as(where).isNotBlank();
                    assertThat(flag.help()).as(where).hasSizeGreaterThan(5);
                    if (flag.takesValue() && flag.hasName() && !word.usage().contains("|")) {
                        assertThat(line).as(where).containsPattern("\\(default: .+\\)|\\(required\\)");
                    }
                    if (!flag.filling().fixed().isEmpty()) {
                        assertThat(line)
                                .as(where + " says what its value may be")
                                .contains(flag.filling().fixed().get(0));
                    }
                }
                assertThat(word.purpose()).as(word.path()).endsWith(".");
                assertThat(help.lines().allMatch(line -> line.length() <= 180))
                        .as("lines of %s fit", program.called(word.path()))
                        .isTrue();
            }
        }
    }

    @Test
    public void everyWordHasAnExampleWhichTheWordTakes() {
        for (Program program : Words.programs()) {
            for (Word word : program.words()) {
                assertThat(word.examples()).as(program.called(word.path())).isNotEmpty();
                for (String example : word.examples()) {
                    assertThat(help(program, word)).contains("\n  " + program.name() + ' ' + example + '\n');
                    Program.Reading reading = program.read(Transcript.split(example));
                    assertThat(reading).as(example).isInstanceOf(Program.Understood.class);
                    assertThat(((Program.Understood) reading).word())
                            .as(example)
                            .isEqualTo(word);
                    if (word.where() != Word.Where.LAUNCHER) {
                        assertThat(run(program, example))
                                .as("%s %s is no mistake", program.name(), example)
                                .isNotIn(1, 2);
                    }
                }
            }
        }
    }

    @Test
    public void everyGroupShowsItsWords() {
        for (Program program : Words.programs()) {
            for (Word word : program.words()) {
                int blank = word.path().indexOf(' ');
                if (blank > 0 && program.word(word.path().substring(0, blank)) == null) {
                    assertThat(program.help(word.path().substring(0, blank)))
                            .contains(word.path(), word.purpose(), "--help");
                }
            }
        }
    }

    /** The README's table of exit codes is what the programs end with. */
    @Test
    public void theExitCodesAreThoseOfTheReadme() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        List<String> rows = new ArrayList<>();
        readme.lines().filter(line -> line.matches("\\| [0-5] \\|.*")).forEach(line -> rows.add(line.substring(2, 3)));
        assertThat(rows).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(readme)
                .contains("| " + Handover.REJECTED + " | with `--wait`: kept, and refused for good")
                .contains("| " + Handover.NOT_YET + " | with `--wait`: kept, and not known to be delivered")
                .contains("| " + HealthWords.NOT_RUNNING + " | `tocsin status`: not running");
    }

    private static String help(Program program, Word word) {
        List<String> typed = Stream.concat(Stream.of(word.path().split(" ")), Stream.of("--help"))
                .filter(part -> !part.isEmpty())
                .toList();
        return ((Program.Settled) program.read(typed)).answer().out();
    }

    /** What is on standard input. */
    private static String input(Program program, String example) {
        return program.name().equals("pd-sensu") || example.startsWith("sensu ")
                ? "{\"action\":\"create\",\"id\":\"disk/web1\",\"check\":{\"output\":\"full\"}}"
                : "KEY";
    }

    /** The exit code; 0 for a question to the caller, who has the file. */
    private static int run(Program program, String example) {
        RecordingAgent agent = new RecordingAgent();
        agent.lanes.add(RecordingAgent.lane(RecordingDesk.LANE, "KEY", 1, 0, 1));
        String typed = example.replace("pd-b1a316977dd9", RecordingDesk.LANE)
                .replace("478b38107663298d0000000000000002", RecordingDesk.DEAD)
                .replace("mdadm", "lines")
                .replace("pagerduty.deliver", "disk.check");
        Answer answer = new Words()
                .run(new Command(program.name(), Transcript.split(typed), input(program, example), true), agent);
        return answer instanceof Answer.Done done ? done.exit() : 0;
    }
}
