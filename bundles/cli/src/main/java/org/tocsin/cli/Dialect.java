// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/**
 * How a program reads flags and words its complaints. The old commands keep theirs, because scripts depend on them.
 */
interface Dialect {

    /** Whether an unambiguous beginning of a long flag will do. */
    boolean takesPrefixes();

    /** Whether the name of a flag can be the value of the flag before it. */
    boolean takesFlagsAsValues();

    /** Whether arguments that no flag wants are passed over. */
    boolean ignoresTheRest();

    /** No flag is called so; {@code typed} is the whole argument, {@code flag} the part of it that is unknown. */
    UsageException unknownFlag(String typed, String flag);

    /** A flag stands without its value; {@code typed} is how it stood on the command line. */
    UsageException valueMissing(Flag flag, String typed);

    UsageException valueNotTaken(Flag flag);

    UsageException ambiguous(String typed, List<Flag> candidates);

    UsageException tooMuch(List<String> rest);

    UsageException required(List<Flag> missing);

    UsageException notAPair(Flag flag, String value);

    /** The problem is with a flag's value. */
    UsageException wrong(Flag flag, String problem);

    UsageException unknownWord(Program program, String path, String typed);

    /** What is answered to a problem; {@code at} is the path of the word that it is about. */
    Answer.Done usage(Program program, String at, UsageException problem);

    /** What is answered when a group of words was typed and no word of it. */
    Answer.Done wordMissing(Program program, String path);

    /** What is answered when the agent did not do it. */
    Answer.Done refused(Program program, RefusedException refusal);
}
