// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/** An agent was asked and gave no answer. */
final class NoAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    NoAnswerException(Trouble trouble) {
        super(trouble.text());
        this.trouble = trouble;
    }

    Trouble trouble() {
        return trouble;
    }
}
