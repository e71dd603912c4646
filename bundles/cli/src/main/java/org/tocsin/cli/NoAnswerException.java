// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/** An agent was asked and gave no answer. */
final class NoAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    private final boolean cut;

    NoAnswerException(Trouble trouble) {
        this(trouble, false);
    }

    private NoAnswerException(Trouble trouble, boolean cut) {
        super(trouble.text());
        this.trouble = trouble;
        this.cut = cut;
    }

    /** The connection ended before the answer: it can be asked for once more at once. */
    static NoAnswerException ofACut(Trouble trouble) {
        return new NoAnswerException(trouble, true);
    }

    boolean cut() {
        return cut;
    }

    Trouble trouble() {
        return trouble;
    }
}
