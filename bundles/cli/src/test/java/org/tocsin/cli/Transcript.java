// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A golden file that reads like a terminal: {@code $} lines are run, the lines below say what came of them. Lines with
 * {@code #} are remarks, {@code % refuse REASON TEXT} makes the agent refuse from there on, {@code % accept} ends that.
 */
final class Transcript {

    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^\\s'])+");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:30:00.9Z"), ZoneOffset.UTC);

    private final RecordingAgent agent;
    private final Words words = new Words(CLOCK);

    Transcript(RecordingAgent agent) {
        this.agent = agent;
    }

    /** Runs every command of a transcript, and tells it again with what came of them now. */
    String replay(String golden) {
        StringBuilder told = new StringBuilder();
        for (String line : golden.lines().toList()) {
            if (line.startsWith("$ ")) {
                told.append(line).append('\n');
                run(line.substring(2), told);
            } else if (line.startsWith("% ")) {
                direct(line.substring(2));
                told.append(line).append('\n');
            } else if (line.isEmpty() || line.startsWith("#")) {
                told.append(line).append('\n');
            }
        }
        return told.toString();
    }

    private void direct(String direction) {
        String[] parts = direction.split(" ", 3);
        agent.refusal = parts[0].equals("accept")
                ? null
                : new RefusedException(RefusedException.Reason.valueOf(parts[1]), parts[2]);
    }

    private void run(String line, StringBuilder told) {
        List<String> typed = split(line);
        int before = agent.submitted.size();
        Answer answer = words.run(new Command(typed.get(0), typed.subList(1, typed.size()), null, false), agent);
        agent.submitted.subList(before, agent.submitted.size()).forEach(sent -> tell(told, "sent", sent));
        if (answer instanceof Answer.Done done) {
            done.out().lines().forEach(out -> tell(told, "out", out));
            done.err().lines().forEach(err -> tell(told, "err", err));
            tell(told, "exit", Integer.toString(done.exit()));
        } else {
            tell(told, "asks", answer.toString());
        }
    }

    private static void tell(StringBuilder told, String what, String text) {
        told.append(String.format("%4s| %s", what, text).stripTrailing()).append('\n');
    }

    /** Splits at blanks; single quotes keep text together, {@code \n} in them is a line end. */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group().replace("'", "").replace("\\n", "\n"));
        }
        return words;
    }
}
