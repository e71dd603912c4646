// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A word of a program.
 *
 * @param path how it is called within the program, for example {@code queue status}; empty for the program itself
 * @param usage its arguments, in short
 * @param purpose one sentence
 * @param more further paragraphs of its help; may be empty
 * @param flags its flags, without the program's
 * @param operand the flag whose name may be left out, or the first of several that have none; null for neither
 * @param where who does it
 * @param examples what may be typed after the program's name; every word has one
 * @param action what it does
 */
record Word(
        String path,
        String usage,
        String purpose,
        String more,
        List<Flag> flags,
        @Nullable Flag operand,
        Where where,
        List<String> examples,
        Action action) {

    Word(String path, String usage, String purpose, String more, List<Flag> flags, Action action) {
        this(path, usage, purpose, more, flags, null, action);
    }

    Word(
            String path,
            String usage,
            String purpose,
            String more,
            List<Flag> flags,
            @Nullable Flag operand,
            Action action) {
        this(path, usage, purpose, more, flags, operand, Where.AGENT, List.of(), action);
    }

    Word {
        flags = List.copyOf(flags);
        examples = List.copyOf(examples);
    }

    /** Who does what a word says. */
    enum Where {
        /** The agent, in one answer. */
        AGENT,
        /** A local JVM, because it may take more than one question to the agent. */
        CALLER,
        /** The launcher, because it is about the agent's process. */
        LAUNCHER
    }

    /** The same word, when it may take more than one question. */
    Word thatIsLengthy() {
        return at(Where.CALLER);
    }

    /** The same word, when it is about the agent's process. */
    Word ofTheLauncher() {
        return at(Where.LAUNCHER);
    }

    private Word at(Where other) {
        return new Word(path, usage, purpose, more, flags, operand, other, examples, action);
    }

    /** The same word with what its help gives as examples: command lines without the program's name. */
    Word like(String... lines) {
        return new Word(path, usage, purpose, more, flags, operand, where, List.of(lines), action);
    }

    /** Whether what was typed may take more than one question: then a local JVM asks them. */
    boolean isLengthy(Flags typed) {
        return where == Where.CALLER || typed.has(Flag.WAIT.name()) || typed.has(Flag.STDIN.name());
    }

    /** What a word does. */
    @FunctionalInterface
    interface Action {
        Answer run(Call call) throws UsageException, RefusedException, InputNeededException;
    }
}
