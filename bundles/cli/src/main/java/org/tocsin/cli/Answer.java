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
     * Its event was not kept, and may be the next time. Who has a spool leaves it there.
     *
     * @param said what is told by who has none
     * @param rest what of several events is left; null for all
     */
    record Busy(Done said, @Nullable Rest rest) implements Answer {}

    /**
     * Some events of several were kept or refused, and the others were not.
     *
     * @param cursor with which the same input goes on at the first of the others
     * @param out what is printed of those before it
     */
    record Rest(String cursor, String out) {

        /** What comes of the others, behind what came of those before. */
        Answer with(Answer others) {
            if (others instanceof More more) {
                return new More(
                        more.cursor(),
                        out + more.out(),
                        more.err(),
                        more.writeTo(),
                        more.linesOf(),
                        more.pauseMillis());
            }
            return others instanceof Done done ? new Done(done.exit(), out + done.out(), done.err()) : others;
        }
    }

    /**
     * It needs text that only its caller can read. The agent opens no file for a client: it has other rights.
     *
     * @param file the file to read as its caller, or null for the caller's standard input
     * @param both whether standard input is wanted, too, behind the file and a NUL
     */
    record WantsInput(@Nullable String file, boolean both) implements Answer {
        @Override
        public String toString() {
            return "WantsInput[file=" + file + (both ? ", and standard input]" : "]");
        }
    }

    /**
     * It is not at its end: the caller does what this says, and asks again. Only a local JVM is answered so.
     *
     * @param cursor to be sent with the next request
     * @param out for standard output, or for the file
     * @param err for standard error
     * @param writeTo the file for what is printed from now on; null for standard output
     * @param linesOf the file whose next lines the next request brings, {@code -} for standard input; null for none
     * @param pauseMillis how long the caller waits before it asks again
     */
    record More(
            String cursor,
            String out,
            String err,
            @Nullable String writeTo,
            @Nullable String linesOf,
            int pauseMillis) implements Answer {

        More(String cursor, String out, String err, @Nullable String writeTo, @Nullable String linesOf) {
            this(cursor, out, err, writeTo, linesOf, 0);
        }

        /** Prints without the texts, which may hold keys. */
        @Override
        public String toString() {
            return "More[" + cursor + ", writeTo=" + writeTo + ", linesOf=" + linesOf + ']';
        }

        /** To be asked again, and no more. */
        static More later(String cursor) {
            return new More(cursor, "", "", null, null);
        }

        /** To be asked again after a while, and no more. */
        static More after(int millis, String cursor) {
            return new More(cursor, "", "", null, null, millis);
        }
    }

    /**
     * It is for a local JVM: because it names an agent other than the one that was asked by default, or because it
     * takes more than one question. That JVM asks.
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
