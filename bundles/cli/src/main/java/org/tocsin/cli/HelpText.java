// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Help, made from the same tables that are obeyed. */
final class HelpText {

    private final Program program;

    HelpText(Program program) {
        this.program = program;
    }

    String usage(String path) {
        Word word = program.word(path);
        String arguments = word == null ? "<" + String.join("|", program.below(path)) + "> ..." : word.usage();
        return "usage: " + program.called(path) + (arguments.isEmpty() ? "" : ' ' + arguments);
    }

    String of(String path) {
        Word word = program.word(path);
        StringBuilder help = new StringBuilder(usage(path)).append("\n\n");
        if (word == null) {
            group(path, help);
        } else {
            help.append(word.purpose()).append('\n');
            if (!word.more().isEmpty()) {
                help.append('\n').append(word.more().stripTrailing()).append('\n');
            }
        }
        List<Flag> flags = program.flagsOf(word);
        help.append("\nflags:\n");
        Table table = new Table("  ", 2);
        flags.forEach(flag -> table.row(
                (flag.letter().isEmpty() && flag.hasName() ? "    " : "")
                        + flag.forms(", ")
                        + (!flag.label().isEmpty() && flag.hasName() ? ' ' + flag.label() : ""),
                flag.help() + without(word, flag)));
        help.append(table);
        if (word != null && !word.examples().isEmpty()) {
            help.append(word.examples().size() == 1 ? "\nexample:\n" : "\nexamples:\n");
            word.examples()
                    .forEach(example -> help.append("  ")
                            .append(program.name())
                            .append(' ')
                            .append(example)
                            .append('\n'));
        }
        return help.toString();
    }

    /** What holds when a flag is not given, where its own help does not say it. */
    private static String without(@Nullable Word word, Flag flag) {
        if (word == null || !flag.takesValue() || !flag.hasName() || flag.help().contains("(default: ")) {
            return "";
        }
        String needed = word.usage().replaceAll("\\[[^]]*]", "");
        boolean named = flag.equals(word.operand())
                || (' ' + needed).contains(" -" + (flag.letter().isEmpty() ? "-" + flag.name() : flag.letter()) + ' ');
        return named ? needed.contains("|") ? "" : " (required)" : " (default: none)";
    }

    private void group(String path, StringBuilder help) {
        help.append(path.isEmpty() ? program.intro() : "Words of '" + program.called(path) + "'")
                .append("\n\nwords:\n");
        String start = path.isEmpty() ? "" : path + ' ';
        Table table = new Table("  ", 2);
        program.words().stream()
                .filter(word -> word.path().startsWith(start))
                .forEach(word -> table.row(word.path(), word.purpose()));
        help.append(table);
        help.append("\nEach word explains itself: ")
                .append(program.called("<word> --help"))
                .append('\n');
    }
}
