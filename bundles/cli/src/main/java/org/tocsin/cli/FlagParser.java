// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads flags. Values are taken as they are, whatever they hold: no splitting, no quotes, no files named by {@code @}.
 */
final class FlagParser {

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final Dialect dialect;
    private final List<Flag> known;
    private final @Nullable Flag operand;
    private final Flags flags = new Flags();
    private final List<String> rest = new ArrayList<>();

    /** @param operand the flag whose name may be left out, or the first of several that have none; or null */
    FlagParser(Dialect dialect, List<Flag> known, @Nullable Flag operand) {
        this.dialect = dialect;
        this.known = known;
        this.operand = operand;
    }

    /** Reads all; stops early at a call for help. */
    Flags parse(Collection<String> args) throws UsageException {
        Deque<String> open = new ArrayDeque<>(args);
        while (!open.isEmpty() && !flags.has(Flag.HELP.name())) {
            String arg = open.pop();
            if (arg.equals("--")) {
                rest.addAll(open);
                open.clear();
            } else if (isVerbatim(arg)) {
                rest.add(arg);
            } else if (arg.startsWith("--")) {
                longFlag(arg, open);
            } else if (arg.startsWith("-") && arg.length() > 1) {
                letters(arg, open);
            } else {
                rest.add(arg);
            }
        }
        takeOperand();
        if (!rest.isEmpty() && !dialect.ignoresTheRest() && !flags.has(Flag.HELP.name())) {
            throw dialect.tooMuch(rest);
        }
        return flags;
    }

    /** Text may well begin with a hyphen behind the first of such arguments. */
    private boolean isVerbatim(String arg) {
        int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
        String typed = equals < 0 ? arg : arg.substring(0, equals);
        return !rest.isEmpty()
                && operand != null
                && operand.place() == Flag.Place.VERBATIM
                && known.stream().noneMatch(flag -> flag.isTyped(typed));
    }

    private void takeOperand() {
        if (operand == null || flags.has(operand.name())) {
            return;
        }
        if (operand.place() == Flag.Place.OPERANDS || operand.place() == Flag.Place.VERBATIM) {
            rest.forEach(value -> flags.put(operand, value));
            rest.clear();
            return;
        }
        if (operand.hasName()) {
            if (rest.size() == 1) { // of several words each may have lost its quotes
                flags.put(operand, rest.remove(0));
            }
            return;
        }
        for (Flag place : Flag.operands(known)) {
            if (!rest.isEmpty()) {
                flags.put(place, rest.remove(0));
            }
        }
    }

    private void longFlag(String arg, Deque<String> open) throws UsageException {
        int equals = arg.indexOf('=');
        String typed = equals < 0 ? arg : arg.substring(0, equals);
        Flag flag = named(typed);
        if (flag.mayTakeNumber()) {
            boolean number =
                    equals < 0 && !open.isEmpty() && NUMBER.matcher(open.peek()).matches();
            flags.put(flag, number ? open.pop() : arg.substring(equals < 0 ? arg.length() : equals + 1));
        } else if (!flag.takesValue()) {
            if (equals >= 0) {
                throw dialect.valueNotTaken(flag);
            }
            flags.put(flag, "");
        } else {
            flags.put(flag, equals < 0 ? next(flag, arg, open) : arg.substring(equals + 1));
        }
    }

    private Flag named(String typed) throws UsageException {
        List<Flag> candidates = new ArrayList<>();
        for (Flag flag : known) {
            if (flag.isTyped(typed)) {
                return flag;
            }
            if (dialect.takesPrefixes() && flag.hasName() && ("--" + flag.name()).startsWith(typed)) {
                candidates.add(flag);
            }
        }
        if (candidates.isEmpty()) {
            throw dialect.unknownFlag(typed, typed);
        }
        if (candidates.size() > 1) {
            throw dialect.ambiguous(typed, candidates);
        }
        return candidates.get(0);
    }

    /** One letter, or several of which the last may have its value attached. */
    private void letters(String arg, Deque<String> open) throws UsageException {
        for (int at = 1; at < arg.length(); at = arg.offsetByCodePoints(at, 1)) {
            Flag flag = lettered(arg, arg.substring(at, arg.offsetByCodePoints(at, 1)));
            if (flag.takesValue()) {
                String attached = arg.substring(at + 1);
                flags.put(
                        flag,
                        attached.isEmpty()
                                ? next(flag, arg, open)
                                : attached.startsWith("=") ? attached.substring(1) : attached);
                return;
            }
            flags.put(flag, "");
        }
    }

    private Flag lettered(String arg, String letter) throws UsageException {
        for (Flag flag : known) {
            if (flag.letter().equals(letter) || flag.others().contains('-' + letter)) {
                return flag;
            }
        }
        throw dialect.unknownFlag(arg, "-" + letter);
    }

    private String next(Flag flag, String typed, Deque<String> open) throws UsageException {
        String value = open.poll();
        if (value == null || (!dialect.takesFlagsAsValues() && looksLikeAFlag(value))) {
            throw dialect.valueMissing(flag, typed);
        }
        return value;
    }

    /** Text may well begin with a hyphen; only what is exactly a flag of this word is one. */
    private boolean looksLikeAFlag(String value) {
        return value.equals("--") || known.stream().anyMatch(flag -> flag.isTyped(value));
    }
}
