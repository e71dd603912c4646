// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.stream.Collectors;

/** How the Python agent's commands spoke: usage and problem on standard error, exit 2. */
final class ArgparseDialect implements Dialect {

    @Override
    public boolean takesPrefixes() {
        return true;
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
        return tooMuch(List.of(typed));
    }

    @Override
    public UsageException valueMissing(Flag flag, String typed) {
        return wrong(flag, "expected one argument");
    }

    @Override
    public UsageException valueNotTaken(Flag flag) {
        return wrong(flag, "ignored explicit argument");
    }

    @Override
    public UsageException ambiguous(String typed, List<Flag> candidates) {
        return new UsageException("ambiguous option: " + typed + " could match "
                + candidates.stream().map(flag -> "--" + flag.name()).collect(Collectors.joining(", ")));
    }

    @Override
    public UsageException tooMuch(List<String> rest) {
        return new UsageException("unrecognized arguments: " + String.join(" ", rest));
    }

    @Override
    public UsageException required(List<Flag> missing) {
        return new UsageException("argument " + missing.get(0).forms("/") + " is required");
    }

    @Override
    public UsageException notAPair(Flag flag, String value) {
        return wrong(flag, "'" + value + "' has no '=': write NAME=VALUE");
    }

    @Override
    public UsageException wrong(Flag flag, String problem) {
        return new UsageException("argument " + flag.forms("/") + ": " + problem);
    }

    @Override
    public UsageException unknownWord(Program program, String path, String typed) {
        List<String> words = program.below(path);
        return new UsageException("argument {" + String.join(",", words) + "}: invalid choice: '" + typed
                + "' (choose from '" + String.join("', '", words) + "')");
    }

    @Override
    public Answer.Done usage(Program program, String at, UsageException problem) {
        String speaker = at.isEmpty() ? program.name() + ".py" : program.name() + ".py " + at;
        return new Answer.Done(2, "", program.usage(at) + '\n' + speaker + ": error: " + problem.getMessage() + '\n');
    }

    @Override
    public Answer.Done wordMissing(Program program, String path) {
        return usage(program, path, new UsageException("too few arguments"));
    }

    @Override
    public Answer.Done refused(Program program, RefusedException refusal) {
        return new Answer.Done(1, "", program.name() + ": " + refusal.getMessage() + '\n');
    }
}
