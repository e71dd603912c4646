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
            "a", "address", "HOST:PORT", "the agent to talk to (default: TOCSIN_ADDRESS, else 127.0.0.1:49463)");
    static final Flag SECRET = Flag.value("s", "secret", "TOKEN", "its token (default: what TOCSIN_SECRET_FILE holds)");

    Program {
        globals = List.copyOf(globals);
        words = List.copyOf(words);
    }

    Answer run(Command command, Agent agent, Clock clock) {
        List<String> args = new ArrayList<>(command.args());
        String path = "";
        try {
            if (word("") == null) {
                if (args.equals(List.of("--version"))) {
                    return Call.say(name + " version " + Version.read().number());
                }
                if (!args.isEmpty() && args.get(0).equals("help")) {
                    return Call.say(help(route(args.subList(1, args.size()))).stripTrailing());
                }
                path = route(args);
            }
            Word word = word(path);
            if (word == null) {
                boolean help = args.stream().anyMatch(Flag.HELP::isTyped);
                return help ? new Answer.Done(0, help(path), "") : dialect.wordMissing(this, path);
            }
            return run(word, command, args, agent, clock);
        } catch (UsageException e) {
            return dialect.usage(this, path, e);
        } catch (RefusedException e) {
            return dialect.refused(this, e);
        } catch (InputNeededException e) {
            return e.wanted();
        }
    }

    private Answer run(Word word, Command command, List<String> args, Agent agent, Clock clock)
            throws UsageException, RefusedException, InputNeededException {
        Flags flags = new FlagParser(dialect, flagsOf(word), word.operand()).parse(args);
        if (flags.has(Flag.HELP.name())) {
            return new Answer.Done(0, help(word.path()), "");
        }
        if (word.lengthy() && !command.here()) {
            return new Answer.Elsewhere(null, null);
        }
        boolean elsewhere = globals.contains(ADDRESS) && (flags.has(ADDRESS.name()) || flags.has(SECRET.name()));
        if (elsewhere && !command.here()) {
            return new Answer.Elsewhere(flags.last(ADDRESS.name()), flags.last(SECRET.name()));
        }
        return word.action().run(new Call(dialect, command, flags, agent, clock));
    }

    /** Finds the word and takes its names out of the arguments; global flags may stand before it. */
    private String route(List<String> args) throws UsageException {
        String path = "";
        for (int at = 0; at < args.size() && word(path) == null; ) {
            String arg = args.get(at);
            if (arg.startsWith("-")) {
                at += globals.stream().anyMatch(flag -> flag.takesValue() && flag.isTyped(arg)) ? 2 : 1;
            } else if (below(path).contains(arg)) {
                path = path.isEmpty() ? arg : path + ' ' + arg;
                args.remove(at);
            } else {
                throw dialect.unknownWord(this, path, arg);
            }
        }
        return path;
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
