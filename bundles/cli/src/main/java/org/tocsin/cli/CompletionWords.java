// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code tocsin completion}: the code by which a shell completes words, flags and values. */
final class CompletionWords {

    static final String COMPLETION = "completion";

    private static final List<String> SHELLS = List.of("bash", "zsh");

    /** What the code asks the running agent for. */
    static final Map<String, Filling> LIVE = new TreeMap<>(Map.of(
            "lanes", Filling.LANES,
            "held-lanes", Filling.HELD_LANES,
            "free-lanes", Filling.FREE_LANES,
            "dead-events", Filling.DEAD_EVENTS,
            "unsent-events", Filling.UNSENT_EVENTS,
            "started-routes", Filling.STARTED_ROUTES,
            "stopped-routes", Filling.STOPPED_ROUTES,
            "adapters", Filling.ADAPTERS));

    private static final Flag WHAT = Flag.operand(
                    "what", "SHELL", "bash or zsh; or what that code asks for: " + String.join(", ", LIVE.keySet()))
            .filledBy(Filling.words(SHELLS));

    private CompletionWords() {}

    static Word word() {
        return new Word(
                        COMPLETION,
                        "bash|zsh",
                        "Prints the code by which a shell completes tocsin, pdagent, pd-send and pd-queue.",
                        """
                        For bash, in ~/.bashrc:  eval "$(tocsin completion bash)"
                        For zsh, in ~/.zshrc:    eval "$(tocsin completion zsh)"
                        Names of lanes, events and routes are those of the running agent.""",
                        List.of(WHAT),
                        WHAT,
                        CompletionWords::completion)
                .like("completion bash", "completion zsh");
    }

    private static Answer.Done completion(Call call) throws UsageException, RefusedException {
        String what = call.required(WHAT);
        Filling live = LIVE.get(what);
        if (live != null) {
            StringBuilder lines = new StringBuilder();
            live.of(call.agent()).forEach(value -> lines.append(value).append('\n'));
            return new Answer.Done(0, lines.toString(), "");
        }
        if (!SHELLS.contains(what)) {
            throw call.dialect()
                    .wrong(
                            WHAT,
                            "'" + what + "' is none, use one of "
                                    + String.join(
                                            ", ",
                                            Stream.concat(SHELLS.stream(), LIVE.keySet().stream())
                                                    .toList()));
        }
        CompletionCode code = code();
        return new Answer.Done(0, what.equals("bash") ? code.bash() : code.zsh(), "");
    }

    /** Of all programs. */
    static CompletionCode code() {
        return new CompletionCode(Words.programs().stream()
                .map(program -> program.name().equals("tocsin") ? LauncherWords.all() : program)
                .toList());
    }
}
