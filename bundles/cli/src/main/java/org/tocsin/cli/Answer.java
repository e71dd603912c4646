// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import org.jspecify.annotations.Nullable;

/** What comes of a command. */
public sealed interface Answer {

    /**
     * It ran to its end.
     *
     * @param exit the exit code
     * @param out for standard output, with its line ends
     * @param err for standard error, with its line ends
     */
    record Done(int exit, String out, String err) implements Answer {}

    /**
     * It needs text that only its caller can read. The agent opens no file for a client: it has other rights.
     *
     * @param file the file to read as its caller, or null for the caller's standard input
     */
    record WantsInput(@Nullable String file) implements Answer {}

    /**
     * It names an agent other than the one that was asked by default. The caller sends it there.
     *
     * @param address {@code host:port}, or null for the usual one
     * @param secret the token of that agent, or null for the usual one
     */
    record Elsewhere(@Nullable String address, @Nullable String secret) implements Answer {
        /** Prints without the secret. */
        @Override
        public String toString() {
            return "Elsewhere[" + address + ']';
        }
    }
}
