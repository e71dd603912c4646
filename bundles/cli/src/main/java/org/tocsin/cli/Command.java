// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was typed.
 *
 * @param program {@code tocsin}, {@code pdagent}, {@code pd-send} or {@code pd-queue}
 * @param args its arguments
 * @param input what {@link Answer.WantsInput} asked for; null when it was not asked yet
 * @param here whether the agent that reads this is the one that the caller means, whatever {@code --address} says
 * @param cursor what the agent gave with {@link Answer.More}; null when it gave none
 * @param submission the caller's own name for this call, or null: a repeat of it is answered as the first
 */
public record Command(
        String program,
        List<String> args,
        @Nullable String input,
        boolean here,
        @Nullable String cursor,
        @Nullable String submission) {

    /** The flag by which a caller lets a file be written over. */
    static final String FORCE = "force";

    public Command {
        args = List.copyOf(args);
    }

    /** A call from its beginning. */
    public Command(String program, List<String> args, @Nullable String input, boolean here) {
        this(program, args, input, here, null, null);
    }

    Command withInput(String text) {
        return new Command(program, args, text, here, cursor, submission);
    }

    Command with(List<String> otherArgs) {
        return new Command(program, otherArgs, input, here, cursor, submission);
    }

    Command forHere() {
        return new Command(program, args, input, true, cursor, submission);
    }

    Command as(@Nullable String name) {
        return new Command(program, args, input, here, cursor, name);
    }

    /** The same look at an event with no more time left than this; null for as much as it has. */
    Command within(@Nullable Duration left) {
        return cursor == null || left == null ? this : at(Handover.within(cursor, left));
    }

    /** The same from another place on. */
    Command at(String place) {
        return new Command(program, args, input, here, place, submission);
    }

    /** The call that an answer asks for. */
    Command after(Answer.More more, @Nullable String lines) {
        return new Command(program, args, lines, here, more.cursor(), submission);
    }

    /** Whether the command line itself names this file: whoever answered may be no agent, and may name any. */
    boolean names(String file) {
        return args.stream()
                .anyMatch(arg ->
                        arg.equals(file) || arg.endsWith('@' + file) || (arg.startsWith("-") && arg.endsWith(file)));
    }

    /** Whether a file may be written over: only the caller says that, never the agent. */
    boolean forces() {
        return args.contains("--" + FORCE);
    }

    /** Prints without the arguments, which may hold keys. */
    @Override
    public String toString() {
        return program + " (" + args.size() + " arguments)";
    }
}
