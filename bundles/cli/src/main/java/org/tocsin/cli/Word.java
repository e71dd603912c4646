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
 * @param lengthy whether it may take more than one question to the agent: then a local JVM asks them
 * @param action what it does
 */
record Word(
        String path,
        String usage,
        String purpose,
        String more,
        List<Flag> flags,
        @Nullable Flag operand,
        boolean lengthy,
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
        this(path, usage, purpose, more, flags, operand, false, action);
    }

    Word {
        flags = List.copyOf(flags);
    }

    /** The same word, when it may take more than one question. */
    Word thatIsLengthy() {
        return new Word(path, usage, purpose, more, flags, operand, true, action);
    }

    /** What a word does. */
    @FunctionalInterface
    interface Action {
        Answer run(Call call) throws UsageException, RefusedException, InputNeededException;
    }
}
