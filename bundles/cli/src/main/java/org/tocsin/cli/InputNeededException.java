// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import org.jspecify.annotations.Nullable;

/** A word cannot go on without text that only its caller can read. */
final class InputNeededException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Answer.WantsInput wanted;

    InputNeededException(@Nullable String file) {
        super(file == null ? "standard input" : file);
        this.wanted = new Answer.WantsInput(file);
    }

    Answer.WantsInput wanted() {
        return wanted;
    }
}
