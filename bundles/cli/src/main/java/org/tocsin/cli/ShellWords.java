// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words of {@code tocsin} for a shell within the agent: the same words, flags, answers and JSON, and what may stand
 * where. Files that a command line names are read and written with the agent's rights.
 */
public final class ShellWords {

    private final Program program = TocsinWords.program();
    private final Map<String, Word> words =
            program.words().stream().collect(Collectors.toMap(ShellWords::name, Function.identity()));

    /**
     * A word.
     *
     * @param name for example {@code event-list}
     * @param purpose one sentence
     */
    public record Entry(String name, String purpose) {}

    /**
     * What may stand in a place of a command line.
     *
     * @param file whether it is a file or a directory
     * @param words else one of these, as far as that can be told
     */
    public record Place(boolean file, List<String> words) {
        public Place {
            words = List.copyOf(words);
        }
    }

    /** All of them but those about the agent's process, and those for another shell. */
    public List<Entry> all() {
        return program.words().stream()
                .filter(word -> word.where() != Word.Where.LAUNCHER)
                .filter(word -> !word.path().equals(CompletionWords.COMPLETION))
                .map(word -> new Entry(name(word), word.purpose()))
                .toList();
    }

    /**
     * Runs a word to its end. Blocks until the agent answered.
     *
     * @param out gets what is printed before the end, and so does {@code err}
     * @return exit code and texts of the end
     */
    public Answer.Done run(
            String name, List<String> args, Agent agent, InputStream in, OutputStream out, OutputStream err)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(word(name).path().split(" ", -1)));
        line.addAll(args);
        Command typed = new Command(
                program.name(),
                line,
                null,
                true,
                null,
                UUID.randomUUID().toString().replace("-", ""));
        Words all = new Words();
        try (LocalFiles files = new LocalFiles(typed, new Open(in))) {
            return new Conversation(files, out, err).with(command -> all.run(command, agent), typed);
        } catch (RefusedException e) {
            return Words.refused(program.name(), e);
        }
    }

    /**
     * What may stand behind what is typed already.
     *
     * @param before the arguments before the place
     * @param begun what is typed in the place
     * @return nothing when it cannot be told, for example because the queue is not there
     */
    public Place place(String name, List<String> before, String begun, Agent agent) {
        Word word = word(name);
        List<Flag> flags = program.flagsOf(word);
        Flag open = before.isEmpty() ? null : valueOf(flags, before.get(before.size() - 1));
        if (open == null && begun.startsWith("-")) {
            return new Place(
                    false,
                    flags.stream()
                            .filter(Flag::hasName)
                            .map(flag -> "--" + flag.name())
                            .filter(flag -> !before.contains(flag))
                            .toList());
        }
        Flag filled = open == null ? operand(word, flags, before) : open;
        if (filled == null) {
            return new Place(false, List.of());
        }
        if (filled.label().equals("FILE") || filled.label().equals("DIR")) {
            return new Place(true, List.of());
        }
        try {
            return new Place(
                    false,
                    filled.filling().of(agent).stream()
                            .filter(value -> !before.contains(value))
                            .toList());
        } catch (RefusedException e) {
            // whoever presses a key wants no error for it
            return new Place(false, List.of());
        }
    }

    private static @Nullable Flag valueOf(List<Flag> flags, String typed) {
        return flags.stream()
                .filter(flag -> flag.takesValue() && flag.isTyped(typed))
                .findFirst()
                .orElse(null);
    }

    /** The argument without a flag that may stand there; null when there is none, or none more. */
    private static @Nullable Flag operand(Word word, List<Flag> flags, List<String> before) {
        Flag operand = word.operand();
        if (operand == null) {
            return null;
        }
        int typed = 0;
        for (int i = 0; i < before.size(); i++) {
            boolean value = i > 0 && valueOf(flags, before.get(i - 1)) != null;
            typed += value || before.get(i).startsWith("-") ? 0 : 1;
        }
        if (operand.place() == Flag.Place.OPERAND) {
            List<Flag> places = Flag.operands(flags);
            return typed < places.size() ? places.get(typed) : null;
        }
        if (typed > 0 && operand.place() != Flag.Place.OPERANDS && operand.place() != Flag.Place.VERBATIM) {
            return null;
        }
        return flags.stream()
                .filter(flag -> flag.name().equals(operand.name()))
                .findFirst()
                .orElse(operand);
    }

    /** Standard input of a shell, which is the shell's to close. */
    private static final class Open extends FilterInputStream {
        Open(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // left open
        }
    }

    private Word word(String name) {
        Word word = words.get(name);
        if (word == null) {
            throw new IllegalArgumentException("there is no word " + name);
        }
        return word;
    }

    private static String name(Word word) {
        return word.path().replace(' ', '-');
    }
}
