// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A golden file that reads like a terminal: {@code $} lines are run, the lines below say what came of them. Lines with
 * {@code #} are remarks, {@code % refuse REASON TEXT} makes the agent refuse from there on, {@code % accept} ends that,
 * {@code % given TEXT} is what the next command finds in the file that it names, {@code % becomes STATE...} what an event
 * that was accepted is found to be, look by look, {@code % waits WHY} lets what tools say wait for its adapter until the
 * next {@code % accept}.
 */
final class Transcript {

    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^\\s'])+");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:30:00.9Z"), ZoneOffset.UTC);

    private final RecordingAgent agent;
    private final Words words = new Words(CLOCK);

    private @Nullable String input;

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
        if (parts[0].equals("becomes")) {
            agent.desk.outcomes.clear();
            agent.desk.outcomes.addAll(List.of(direction.split(" ", -1)).subList(1, direction.split(" ", -1).length));
            return;
        }
        if (parts[0].equals("given")) {
            input = direction.substring("given ".length()).replace("\\n", "\n").replace("\\0", "\0");
            return;
        }
        if (parts[0].equals("waits")) {
            agent.waits = direction.substring("waits".length()).strip();
            return;
        }
        agent.waits = null;
        agent.refusal = parts[0].equals("accept")
                ? null
                : new RefusedException(RefusedException.Reason.valueOf(parts[1]), parts[2]);
    }

    private void run(String line, StringBuilder told) {
        List<String> typed = split(line);
        int before = agent.submitted.size();
        int changes = agent.desk.changes.size();
        Answer answer = converse(new Command(typed.get(0), typed.subList(1, typed.size()), null, false), told);
        agent.submitted.subList(before, agent.submitted.size()).forEach(sent -> tell(told, "sent", sent));
        agent.desk.changes.subList(changes, agent.desk.changes.size()).forEach(change -> tell(told, "did", change));
        if (answer instanceof Answer.Done done) {
            done.out().lines().forEach(out -> tell(told, "out", out));
            done.err().lines().forEach(err -> tell(told, "err", err));
            tell(told, "exit", Integer.toString(done.exit()));
        } else {
            tell(told, "asks", answer.toString());
        }
    }

    /** Answers questions as the local client does, when the transcript has told what the caller's file holds. */
    private Answer converse(Command first, StringBuilder told) {
        Answer answer = words.run(first, agent);
        Command command = first;
        boolean read = false;
        for (; ; ) {
            if (answer instanceof Answer.WantsInput && input != null) {
                command = command.withInput(input);
            } else if (answer instanceof Answer.Elsewhere there && there.address() == null && !command.here()) {
                command = command.forHere();
            } else if (answer instanceof Answer.More more) {
                more.err().lines().forEach(err -> tell(told, "err", err));
                more.out().lines().forEach(out -> tell(told, more.writeTo() == null ? "out" : "file", out));
                command = command.after(more, more.linesOf() == null || input == null || read ? "" : input);
                read = true;
            } else {
                input = null;
                return answer;
            }
            answer = words.run(command, agent);
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
