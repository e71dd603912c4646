// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

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
                        + (flag.takesValue() && flag.hasName() ? ' ' + flag.label() : ""),
                flag.help()));
        return help.append(table).toString();
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
