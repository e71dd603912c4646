// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.stream.Collectors;

/** How {@code tocsin} speaks: one line on standard error that names the flag and the remedy, exit 2. */
final class NativeDialect implements Dialect {

    @Override
    public boolean takesPrefixes() {
        return false;
    }

    @Override
    public boolean takesFlagsAsValues() {
        return false;
    }

    @Override
    public boolean ignoresTheRest() {
        return false;
    }

    @Override
    public UsageException unknownFlag(String typed, String flag) {
        return new UsageException(flag + ": there is no such flag");
    }

    @Override
    public UsageException valueMissing(Flag flag, String typed) {
        return wrong(flag, "its value is missing, give " + flag.label() + " after it");
    }

    @Override
    public UsageException valueNotTaken(Flag flag) {
        return wrong(flag, "takes no value, give it alone");
    }

    @Override
    public UsageException ambiguous(String typed, List<Flag> candidates) {
        return unknownFlag(typed, typed);
    }

    @Override
    public UsageException tooMuch(List<String> rest) {
        return new UsageException(
                "'" + rest.get(0) + "': belongs to no flag, put text of several words between quotes");
    }

    @Override
    public UsageException required(List<Flag> missing) {
        return new UsageException(missing.stream().map(flag -> flag.forms("/")).collect(Collectors.joining(", "))
                + ": missing, give " + missing.stream().map(Flag::example).collect(Collectors.joining(" ")));
    }

    @Override
    public UsageException notAPair(Flag flag, String value) {
        return wrong(flag, "'" + value + "' has no '=', write NAME=VALUE");
    }

    @Override
    public UsageException wrong(Flag flag, String problem) {
        return new UsageException(flag.forms("/") + ": " + problem);
    }

    @Override
    public UsageException unknownWord(Program program, String path, String typed) {
        return new UsageException(
                "'" + typed + "': there is no such word, it is one of " + String.join(", ", program.below(path)));
    }

    @Override
    public Answer.Done usage(Program program, String at, UsageException problem) {
        String called = program.called(at);
        return new Answer.Done(2, "", called + ": " + problem.getMessage() + " (see '" + called + " --help')\n");
    }

    @Override
    public Answer.Done wordMissing(Program program, String path) {
        return new Answer.Done(2, "", program.help(path));
    }

    @Override
    public Answer.Done refused(Program program, RefusedException refusal) {
        return new Answer.Done(1, "", program.name() + ": " + refusal.getMessage() + '\n');
    }
}
