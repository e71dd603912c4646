// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that is handed to the agent, and what its sender is told: what names it, and with {@code --wait} what became
 * of it. To wait is to ask again and again; the agent holds up nothing for who waits.
 */
final class Handover {

    /** Kept, and refused by the other side for good, or taken out by hand. */
    static final int REJECTED = 4;

    /** Kept, and not delivered when the time was over. */
    static final int NOT_YET = 5;

    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String NUMBER = "[0-9]{1,5}";
    private static final int FIRST_PAUSE = 20;
    private static final int LONGEST_PAUSE = 1_000;
    private static final int ANSWER_WIDTH = 200;

    private final Call call;
    private final Shown shown;
    private final @Nullable String givenDedupKey;

    /** What is printed. */
    enum Shown {
        /** What acknowledge and resolve name the incident by, else the event's key. */
        DEDUP_KEY,
        /** The event's key. */
        KEY,
        /** The Python agent's sentence with the incident key that was given. */
        PROCESSED,
        /** The event's key in JSON, as the Go agent had it; with {@code --wait} as {@code --json} has it. */
        OLD_JSON
    }

    /** Puts the event on the queue. */
    @FunctionalInterface
    interface Submission {
        Submitted submit() throws UsageException, RefusedException, InputNeededException;
    }

    private Handover(Call call, Shown shown, @Nullable String givenDedupKey) {
        this.call = call;
        this.shown = shown;
        this.givenDedupKey = givenDedupKey;
    }

    /**
     * Hands an event over, or looks what became of the one that was.
     *
     * @param givenDedupKey what the sender named the incident by; null when it did not
     */
    static Answer of(Call call, Shown shown, @Nullable String givenDedupKey, Submission submission)
            throws UsageException, RefusedException, InputNeededException {
        Handover handover = new Handover(call, shown, givenDedupKey);
        Duration patience = patience(call);
        String cursor = call.command().cursor();
        return patience != null && cursor != null
                ? handover.look(cursor)
                : handover.begin(submission.submit(), patience);
    }

    /**
     * The cursor with no more time in it than there is: who asks knows how long the answers took.
     *
     * @return the same when it is none of ours
     */
    static String within(String cursor, Duration left) {
        String[] parts = cursor.split("/", -1);
        if (parts.length != 3 || !parts[1].matches("[0-9]{1,10}") || !parts[2].matches("[0-9]{1,5}")) {
            return cursor;
        }
        // the pause is over by now, and is taken off when the agent looks
        long most = Math.max(0, left.toMillis()) + Long.parseLong(parts[2]);
        return parts[0] + '/' + Math.min(Long.parseLong(parts[1]), most) + '/' + parts[2];
    }

    /** How long the sender waits; null when it does not. */
    private static @Nullable Duration patience(Call call) throws UsageException {
        return patience(call.dialect(), call.flags());
    }

    /** The same of a command line. */
    static @Nullable Duration patience(Dialect dialect, Flags flags) throws UsageException {
        String given = flags.last(Flag.WAIT.name());
        if (given == null || given.isEmpty()) {
            return given == null ? null : USUAL;
        }
        Duration patience = given.matches(NUMBER) ? Duration.ofSeconds(Long.parseLong(given)) : Duration.ZERO;
        if (patience.isZero() || patience.compareTo(LONGEST) > 0) {
            throw dialect.wrong(
                    Flag.WAIT, "'" + given + "' is none, give a number of seconds from 1 to " + LONGEST.toSeconds());
        }
        return patience;
    }

    private Answer begin(Submitted submitted, @Nullable Duration patience) {
        String made = submitted.dedupKey();
        String dedup = made == null ? givenDedupKey : made;
        if (patience == null) {
            return new Answer.Done(0, told(submitted.key(), dedup, null, null), "");
        }
        if (submitted.isSpooled() || !submitted.key().matches(QueuedEventWords.KEY_PATTERN)) {
            // the agent names it anew
            return notYet(submitted.key(), dedup, "waits for the agent");
        }
        return again(submitted.key(), patience.toMillis(), FIRST_PAUSE);
    }

    /** The cursor: the event, the milliseconds that are left, and the pause before this look. */
    private Answer look(String cursor) throws RefusedException {
        String[] parts = cursor.split("/", -1);
        if (parts.length != 3 || !(parts[1] + parts[2]).matches("[0-9]{2,15}")) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, "cursor: is none, bring agent and client to one version");
        }
        String key = parts[0];
        int pause = Integer.parseInt(parts[2]);
        long left = Long.parseLong(parts[1]) - pause;
        EventView event = null;
        String problem = "waits and will be sent";
        try {
            event = call.desk().event(key, false);
        } catch (RefusedException e) {
            if (e.reason() == RefusedException.Reason.UNKNOWN) {
                return notYet(key, givenDedupKey, "was kept, and what became of it is not known any more");
            }
            problem = "was kept; " + e.getMessage();
        }
        String dedup = event == null || event.dedupKey() == null ? givenDedupKey : event.dedupKey();
        String state = event == null ? "" : event.state();
        if (event != null && state.equals("DELIVERED")) {
            return new Answer.Done(0, told(key, dedup, state, event.answer()), "");
        }
        if (event != null && List.of("DEAD", "DROPPED").contains(state)) {
            String what = state.equals("DEAD") ? "was refused and is a dead letter" : "was taken out by hand";
            String why = Format.shortened(event.answer(), ANSWER_WIDTH);
            return new Answer.Done(
                    REJECTED,
                    told(key, dedup, state, event.answer()),
                    line("the event " + key + ' ' + what + ": " + why + "; see 'tocsin event show " + key + "'"));
        }
        return left > 0 ? again(key, left, Math.min(2 * pause, LONGEST_PAUSE)) : notYet(key, dedup, problem);
    }

    private static Answer again(String key, long left, int pause) {
        int next = (int) Math.min(pause, left);
        return Answer.More.after(next, key + '/' + left + '/' + next);
    }

    private Answer.Done notYet(String key, @Nullable String dedup, String problem) {
        return new Answer.Done(
                NOT_YET,
                told(key, dedup, "WAITING", null),
                line("the event is not known to be delivered: it " + problem));
    }

    private String line(String text) {
        return call.command().program() + ": " + text.replaceAll("\\p{Cc}", " ") + '\n';
    }

    private String told(String key, @Nullable String dedup, @Nullable String state, @Nullable String answer) {
        if (call.json() || (shown == Shown.OLD_JSON && state != null)) {
            return ViewJson.handedOver(key, dedup, state, answer) + '\n';
        }
        return switch (shown) {
            case DEDUP_KEY -> (dedup == null ? key : dedup) + '\n';
            case KEY -> key + '\n';
            case PROCESSED ->
                "Event processed. Incident Key: " + (givenDedupKey == null ? "None" : givenDedupKey) + '\n';
            case OLD_JSON -> Json.object(json -> json.writeStringField("key", key)) + '\n';
        };
    }
}
