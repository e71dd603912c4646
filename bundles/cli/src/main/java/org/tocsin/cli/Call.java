// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One call of a word: what was typed, and what it works with. */
record Call(Dialect dialect, Word word, Command command, Flags flags, Agent agent, Clock clock) {

    /** Below the 20 seconds that the thin client waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    Desk desk() throws RefusedException {
        return agent.desk();
    }

    /** The value of a flag that must be there. */
    String required(Flag flag) throws UsageException {
        String value = flags.text(flag.name());
        if (value.isBlank()) {
            throw dialect.required(List.of(flag));
        }
        return value;
    }

    boolean json() {
        return flags.has(Flag.JSON.name());
    }

    /** What a command prints: JSON when that was asked for. */
    Answer.Done say(String json, String text) {
        return say(json() ? json : text);
    }

    /** The text of a file that the caller reads, or of standard input when it is {@code -}. */
    String input(String file) throws InputNeededException {
        String input = command.input();
        if (input == null) {
            throw new InputNeededException(file.equals("-") ? null : file);
        }
        return input;
    }

    /** A key, given as such, as {@code @file}, or as {@code -} for standard input; null when it was not given. */
    @Nullable
    String key(Flag flag) throws UsageException, InputNeededException {
        String given = flags.last(flag.name());
        return given == null ? null : key(flag, given);
    }

    /** The same of what was given in a place without a name. */
    String key(Flag flag, String given) throws UsageException, InputNeededException {
        if (given.equals("-") || (given.startsWith("@") && given.length() > 1)) {
            return fromInput(flag, given);
        }
        if (given.isBlank()) {
            throw dialect.wrong(flag, "is empty, give a key, @file, or - for standard input");
        }
        return given;
    }

    /** A key, and what there is on standard input beside it. */
    record KeyAndInput(String key, String input) {
        /** Prints without either. */
        @Override
        public String toString() {
            return "KeyAndInput";
        }
    }

    /** A key, given as such or as {@code @file}, for a word that reads something else from standard input. */
    KeyAndInput keyAndInput(Flag flag, String given) throws UsageException, InputNeededException {
        if (!given.startsWith("@") || given.length() == 1) {
            if (given.isBlank()) {
                throw dialect.wrong(flag, "is empty, give a key, or @file");
            }
            return new KeyAndInput(given, input("-"));
        }
        String file = given.substring(1);
        String both = command.input();
        if (both == null) {
            throw InputNeededException.both(file);
        }
        int end = both.indexOf('\0');
        return new KeyAndInput(
                alone(flag, both.substring(0, Math.max(end, 0)), "the file " + file), both.substring(end + 1));
    }

    private String fromInput(Flag flag, String given) throws UsageException, InputNeededException {
        String input = command.input();
        if (input == null) {
            throw new InputNeededException(given.equals("-") ? null : given.substring(1));
        }
        return alone(flag, input, given.equals("-") ? "standard input" : "the file " + given.substring(1));
    }

    private String alone(Flag flag, String text, String where) throws UsageException {
        String key = text.strip();
        if (key.isEmpty() || key.lines().count() > 1) {
            throw dialect.wrong(flag, where + " must hold a key and nothing else");
        }
        return key;
    }

    /** The pairs of a repeatable flag, each split at its first {@code =}; of a repeated name the last value counts. */
    Map<String, String> pairs(Flag flag) throws UsageException {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String value : flags.all(flag.name())) {
            int equals = value.indexOf('=');
            if (equals < 0) {
                throw dialect.notAPair(flag, value);
            }
            pairs.put(value.substring(0, equals), value.substring(equals + 1));
        }
        return pairs;
    }

    /** Puts an event on the queue and waits until it is durable. */
    Submitted submit(String text, String format, @Nullable String key) throws RefusedException {
        return submit(Agent.PAGERDUTY, text, format, key, command.submission());
    }

    /** The same by any channel, and under another name than that of the call. */
    Submitted submit(
            String channel, String text, @Nullable String format, @Nullable String key, @Nullable String submission)
            throws RefusedException {
        try {
            return submitted(channel, text, format, key, submission);
        } catch (RefusedException e) {
            throw e.ofAnEvent();
        }
    }

    private Submitted submitted(
            String channel, String text, @Nullable String format, @Nullable String key, @Nullable String submission)
            throws RefusedException {
        try {
            return agent.submit(channel, text, format, key, submission)
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        } catch (TimeoutException e) {
            throw new RefusedException(
                    RefusedException.Reason.LATE,
                    "the agent did not say within " + PATIENCE.toSeconds()
                            + " s that it kept the event: look at 'tocsin queue status' before you send it again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy("the agent is stopping and may not have kept the event: send it again when it is back");
        }
    }

    private static RefusedException refusal(@Nullable Throwable cause) {
        Throwable reason = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        return reason instanceof RefusedException refused
                ? refused
                : busy("the agent failed and did not keep the event: its log says why");
    }

    private static RefusedException busy(String message) {
        return new RefusedException(RefusedException.Reason.BUSY, message);
    }

    static Answer.Done say(String text) {
        return new Answer.Done(0, text + '\n', "");
    }
}
