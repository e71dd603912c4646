// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was typed.
 *
 * @param program {@code tocsin}, {@code pdagent}, {@code pd-send} or {@code pd-queue}
 * @param args its arguments
 * @param input what {@link Answer.WantsInput} asked for; null when it was not asked yet
 * @param here whether the agent that reads this is the one that the caller means, whatever {@code --address} says
 */
public record Command(
        String program, List<String> args, @Nullable String input, boolean here) {

    public Command {
        args = List.copyOf(args);
    }

    Command withInput(String text) {
        return new Command(program, args, text, here);
    }

    Command forHere() {
        return new Command(program, args, input, true);
    }

    /** Prints without the arguments, which may hold keys. */
    @Override
    public String toString() {
        return program + " (" + args.size() + " arguments)";
    }
}
