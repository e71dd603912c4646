// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import org.jspecify.annotations.Nullable;

/** A word cannot go on without text that only its caller can read. */
final class InputNeededException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Answer.WantsInput wanted;

    InputNeededException(@Nullable String file) {
        super(file == null ? "standard input" : file);
        this.wanted = new Answer.WantsInput(file, false);
    }

    private InputNeededException(Answer.WantsInput wanted) {
        super(wanted.file() + " and standard input");
        this.wanted = wanted;
    }

    /** What is in the file, a NUL, and what there is on standard input. */
    static InputNeededException both(String file) {
        return new InputNeededException(new Answer.WantsInput(file, true));
    }

    Answer.WantsInput wanted() {
        return wanted;
    }
}
