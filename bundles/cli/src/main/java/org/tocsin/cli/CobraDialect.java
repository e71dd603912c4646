// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.stream.Collectors;

/** How the Go agent's command speaks: one line on standard output, exit 1. */
final class CobraDialect implements Dialect {

    @Override
    public boolean takesPrefixes() {
        return false;
    }

    @Override
    public boolean takesFlagsAsValues() {
        return true;
    }

    @Override
    public boolean ignoresTheRest() {
        return true;
    }

    @Override
    public UsageException unknownFlag(String typed, String flag) {
        return new UsageException(
                flag.startsWith("--")
                        ? "unknown flag: " + flag
                        : "unknown shorthand flag: '" + flag.substring(1) + "' in " + typed);
    }

    @Override
    public UsageException valueMissing(Flag flag, String typed) {
        return new UsageException(
                "flag needs an argument: " + (typed.startsWith("--") ? typed : "'" + flag.letter() + "' in " + typed));
    }

    @Override
    public UsageException valueNotTaken(Flag flag) {
        return new UsageException("flag takes no argument: --" + flag.name());
    }

    @Override
    public UsageException ambiguous(String typed, List<Flag> candidates) {
        return unknownFlag(typed, typed);
    }

    @Override
    public UsageException tooMuch(List<String> rest) {
        return new UsageException("too many arguments: " + String.join(" ", rest));
    }

    @Override
    public UsageException required(List<Flag> missing) {
        return new UsageException("required flag(s) "
                + missing.stream().map(flag -> '"' + flag.name() + '"').sorted().collect(Collectors.joining(", "))
                + " not set");
    }

    @Override
    public UsageException notAPair(Flag flag, String value) {
        return wrong(flag, '"' + value + '"', value + " must be formatted as key=value");
    }

    @Override
    public UsageException wrong(Flag flag, String problem) {
        return new UsageException("invalid argument for \"" + flag.forms(", ") + "\" flag: " + problem);
    }

    private static UsageException wrong(Flag flag, String value, String problem) {
        return new UsageException("invalid argument " + value + " for \"" + flag.forms(", ") + "\" flag: " + problem);
    }

    @Override
    public UsageException unknownWord(Program program, String path, String typed) {
        return new UsageException("unknown command \"" + typed + "\" for \"" + program.called(path) + '"');
    }

    @Override
    public Answer.Done usage(Program program, String at, UsageException problem) {
        return new Answer.Done(1, problem.getMessage() + '\n', "");
    }

    @Override
    public Answer.Done wordMissing(Program program, String path) {
        return new Answer.Done(1, program.help(path) + "subcommand is required\n", "");
    }

    @Override
    public Answer.Done refused(Program program, RefusedException refusal) {
        String message = String.valueOf(refusal.getMessage());
        boolean heard = refusal.reason() != RefusedException.Reason.ABSENT;
        String line = heard
                ? Json.object(json -> {
                    json.writeArrayFieldStart("errors");
                    json.writeString(message);
                    json.writeEndArray();
                })
                : program.name() + ": " + message;
        return new Answer.Done(1, line + '\n', "");
    }
}
