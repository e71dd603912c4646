// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/** Understands and runs commands. */
public final class Words {

    /** Runs a command to its end, or says what it needs first. Blocks until the agent answered. Never throws. */
    public Answer run(Command command, Agent agent) {
        return new Answer.Done(2, "", command.program() + ": no such word\n");
    }
}
