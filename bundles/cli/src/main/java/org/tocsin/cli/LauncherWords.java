// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.stream.Stream;

/** What the launcher {@code tocsin} does and explains by itself: here for completion alone. */
final class LauncherWords {

    private static final Flag SET = Flag.value("", "set", "PLUGIN.KEY=VALUE", "as if the configuration said so");
    private static final Flag DIRECTORY = Flag.operand("directory", "DIR", "a backup");

    private LauncherWords() {}

    /** The program {@code tocsin} with all that the launcher knows. */
    static Program all() {
        Program asked = TocsinWords.program();
        List<Word> own = List.of(
                word("run", SET),
                word("start", SET),
                word("stop"),
                word("config check", SET, Flag.JSON),
                word("config show", SET, Flag.JSON),
                new Word("restore", "", "", "", List.of(DIRECTORY), DIRECTORY, LauncherWords::elsewhere)
                        .ofTheLauncher(),
                word("shell"),
                word(
                        "sandbox",
                        value("port", "N"),
                        value("control-port", "N"),
                        value("host", "ADDRESS"),
                        value("rate", "N"),
                        value("log", "FILE"),
                        value("fail", "PLAN"),
                        Flag.toggle("", "quiet", "show nothing")),
                word("demo", Flag.toggle("", "keep", "keep the directory")),
                word("help"));
        return new Program(
                asked.name(),
                asked.intro(),
                asked.dialect(),
                asked.globals(),
                Stream.concat(asked.words().stream(), own.stream()).toList());
    }

    private static Flag value(String name, String label) {
        return Flag.value("", name, label, label);
    }

    private static Word word(String path, Flag... flags) {
        return new Word(path, "", "", "", List.of(flags), LauncherWords::elsewhere).ofTheLauncher();
    }

    private static Answer elsewhere(Call call) {
        throw new IllegalStateException(call.word().path() + " is no word of the agent");
    }
}
