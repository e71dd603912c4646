// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program: its words and how it speaks.
 *
 * @param name for example {@code pd-send}
 * @param intro what it is for, one sentence
 * @param dialect how it speaks
 * @param globals flags that every word takes, and that may stand before it
 * @param words its words
 */
record Program(String name, String intro, Dialect dialect, List<Flag> globals, List<Word> words) {

    static final Flag ADDRESS = Flag.value(
            "a",
            "address",
            "HOST:PORT",
            "the agent to talk to; of 'server', where it listens (default: TOCSIN_ADDRESS, else 127.0.0.1:49463)");
    static final Flag SECRET = Flag.value("s", "secret", "TOKEN", "its token (default: what TOCSIN_SECRET_FILE holds)");

    Program {
        globals = List.copyOf(globals);
        words = List.copyOf(words);
    }

    /** What a command line says. */
    sealed interface Reading {}

    /** A word with its flags. */
    record Understood(Word word, Flags flags) implements Reading {}

    /** Something that is answered at once: help, or a complaint. */
    record Settled(Answer.Done answer) implements Reading {}

    /** Reads a command line, and asks nobody. */
    Reading read(List<String> typed) {
        List<String> args = new ArrayList<>(typed);
        String path = "";
        try {
            if (word("") == null) {
                if (args.equals(List.of("--version"))) {
                    return new Settled(
                            Call.say(name + " version " + Version.read().number()));
                }
                if (!args.isEmpty() && args.get(0).equals("help")) {
                    return new Settled(new Answer.Done(0, help(route(args.subList(1, args.size()))), ""));
                }
                path = route(args);
            }
            Word word = word(path);
            if (word == null) {
                boolean help = args.stream().anyMatch(Flag.HELP::isTyped);
                return new Settled(help ? new Answer.Done(0, help(path), "") : dialect.wordMissing(this, path));
            }
            Flags flags = new FlagParser(dialect, flagsOf(word), word.operand()).parse(args);
            return flags.has(Flag.HELP.name())
                    ? new Settled(new Answer.Done(0, help(word.path()), ""))
                    : new Understood(word, flags);
        } catch (UsageException e) {
            return new Settled(dialect.usage(this, path, e));
        }
    }

    Answer run(Command command, Agent agent, Clock clock) {
        Reading reading = read(command.args());
        if (reading instanceof Settled settled) {
            return settled.answer();
        }
        Understood understood = (Understood) reading;
        Word word = understood.word();
        Flags flags = understood.flags();
        if (!command.here()) {
            boolean elsewhere = globals.contains(ADDRESS) && (flags.has(ADDRESS.name()) || flags.has(SECRET.name()));
            if (elsewhere) {
                return new Answer.Elsewhere(flags.last(ADDRESS.name()), flags.last(SECRET.name()));
            }
            if (word.isLengthy(flags) || config(understood) != null) {
                return new Answer.Elsewhere(null, null);
            }
        }
        try {
            return word.action().run(new Call(dialect, word, command, flags, agent, clock));
        } catch (UsageException e) {
            return dialect.usage(this, word.path(), e);
        } catch (RefusedException e) {
            Answer.Done said = dialect.refused(this, e);
            return e.passes() ? new Answer.Busy(said, null) : said;
        } catch (InputNeededException e) {
            return e.wanted();
        }
    }

    /** The Go agent's file that says which agent is meant: only its caller may read it. Null when there is none. */
    @Nullable
    String config(Understood understood) {
        Flags flags = understood.flags();
        String file = flags.text(ServerWords.CONFIG.name());
        boolean asks = globals.contains(ServerWords.CONFIG) && understood.word().where() != Word.Where.LAUNCHER;
        boolean said = flags.has(ADDRESS.name()) && flags.has(SECRET.name());
        return !asks || said || file.isEmpty() ? null : file;
    }

    /**
     * Finds the word and takes its names out of the arguments; flags may stand before it, and their values are no words.
     */
    private String route(List<String> args) throws UsageException {
        String path = "";
        for (int at = 0; at < args.size() && (word(path) == null || !below(path).isEmpty()); ) {
            String arg = args.get(at);
            if (arg.startsWith("-")) {
                at += takesNext(path, arg, at + 1 < args.size() ? args.get(at + 1) : "") ? 2 : 1;
            } else if (below(path).contains(arg)) {
                path = path.isEmpty() ? arg : path + ' ' + arg;
                args.remove(at);
            } else if (word(path) == null) {
                throw dialect.unknownWord(this, path, arg);
            } else {
                return path;
            }
        }
        return path;
    }

    /** Whether a flag that stands before its word has the next argument as its value. */
    private boolean takesNext(String path, String arg, String next) {
        return Stream.concat(
                        globals.stream(),
                        words.stream()
                                .filter(word -> path.isEmpty()
                                        || word.path().equals(path)
                                        || word.path().startsWith(path + ' '))
                                .flatMap(word -> word.flags().stream()))
                .filter(flag -> flag.isTyped(arg))
                .anyMatch(flag -> flag.takesValue() || (flag.mayTakeNumber() && next.matches("[0-9]+")));
    }

    /** The words and groups directly below a path. */
    List<String> below(String path) {
        String start = path.isEmpty() ? "" : path + ' ';
        return words.stream()
                .map(Word::path)
                .filter(word -> word.startsWith(start) && !word.equals(path))
                .map(word -> word.substring(start.length()).split(" ", 2)[0])
                .distinct()
                .toList();
    }

    @Nullable
    Word word(String path) {
        return words.stream()
                .filter(word -> word.path().equals(path))
                .findFirst()
                .orElse(null);
    }

    List<Flag> flagsOf(@Nullable Word word) {
        return Stream.of(word == null ? List.<Flag>of() : word.flags(), globals, List.of(Flag.HELP))
                .flatMap(List::stream)
                .toList();
    }

    /** How a word is called from the shell. */
    String called(String path) {
        return path.isEmpty() ? name : name + ' ' + path;
    }

    String usage(String path) {
        return new HelpText(this).usage(path);
    }

    String help(String path) {
        return new HelpText(this).of(path);
    }
}
