// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events from standard input, one JSON object a line, each answered by a line, in order: {@code
 * {"line","status","key","dedupKey"}} or {@code {"line","status","errors"}}, as {@code POST /events} answers. A bad line
 * is refused alone; where the queue takes no more it ends, because what follows could overtake. Where the agent does not
 * take one now, {@link Answer.Busy} says from which line on they are for the spool.
 */
final class EventLines {

    private static final String FIRST = "0/0/0";
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;
    private static final int LATE = 504;
    private static final int NO_SPACE = 507;

    private final Call call;
    private final @Nullable String format;
    private final @Nullable String key;
    private final @Nullable String action;
    private int read;
    private int accepted;
    private int refused;
    private int stoppedAt;
    private RefusedException.@Nullable Reason stoppedBy;

    private EventLines(Call call, @Nullable String format, @Nullable String key, @Nullable String action) {
        this.call = call;
        this.format = format;
        this.key = key;
        this.action = action;
    }

    /**
     * Takes the next lines.
     *
     * @param format of all lines; null to infer each
     * @param keyFlag the key of lines that have none
     * @param action the {@code event_action} of lines that have none, and of all; null when each says its own
     */
    static Answer of(Call call, @Nullable String format, Flag keyFlag, @Nullable String action)
            throws UsageException, RefusedException {
        for (Flag flag : call.word().flags()) {
            boolean fits = List.of(Flag.STDIN, Flag.JSON, keyFlag, EventWords.SUBMISSION)
                    .contains(flag);
            if (!fits && call.flags().has(flag.name())) {
                throw call.dialect().wrong(flag, "does not go with --stdin, whose lines say it, leave it out");
            }
        }
        String key = call.flags().last(keyFlag.name());
        if (key != null && (key.isBlank() || key.equals("-") || key.startsWith("@"))) {
            throw call.dialect()
                    .wrong(keyFlag, "with --stdin must be the key itself, or be left out and be in each line");
        }
        String cursor = call.command().cursor();
        String lines = call.command().input();
        if (cursor == null || lines == null) {
            return new Answer.More(FIRST, "", "", null, "-");
        }
        return new EventLines(call, format, key, action).take(cursor, lines);
    }

    /** The cursor: how many lines were read, accepted, refused; and how many of those that come with it are among them. */
    private Answer take(String cursor, String lines) throws RefusedException, UsageException {
        String[] counts = cursor.split("/", -1);
        if (counts.length != 3 && counts.length != 4) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, "cursor: is none, bring agent and client to one version");
        }
        read = TransferWords.number(counts[0]);
        accepted = TransferWords.number(counts[1]);
        refused = TransferWords.number(counts[2]);
        if (lines.isEmpty()) {
            return told("");
        }
        StringBuilder results = new StringBuilder();
        // behind the last line end there is nothing
        String text = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
        String[] all = text.split("\n", -1);
        for (int i = counts.length > 3 ? TransferWords.number(counts[3]) : 0; i < all.length; i++) {
            int before = results.length();
            read++;
            if (!all[i].isBlank()) {
                results.append(result(all[i])).append('\n');
                if (stoppedAt > 0) {
                    String place = (read - 1) + "/" + accepted + "/" + (refused - 1) + "/" + i;
                    return end(results.toString(), new Answer.Rest(place, results.substring(0, before)));
                }
            }
        }
        return new Answer.More(read + "/" + accepted + "/" + refused, results.toString(), "", null, "-");
    }

    private String result(String line) throws UsageException {
        int number = read;
        if (line.equals(LocalFiles.NO_TEXT)) {
            return refusal(number, BAD_REQUEST, "line: is not UTF-8, correct it");
        }
        try {
            String event = action == null ? line : LineAction.in(line, action);
            Submitted submitted =
                    call.submit(Agent.PAGERDUTY, event, format, key, named(EventWords.submission(call), number));
            accepted++;
            return Json.object(json -> {
                json.writeNumberField("line", number);
                json.writeNumberField("status", OK);
                json.writeStringField("key", submitted.key());
                if (submitted.dedupKey() != null) {
                    json.writeStringField("dedupKey", submitted.dedupKey());
                }
            });
        } catch (RefusedException e) {
            int status = status(e.reason());
            if (status >= UNAVAILABLE) {
                stoppedAt = number;
                stoppedBy = e.reason();
            }
            return refusal(number, status, String.valueOf(e.getMessage()));
        }
    }

    private String refusal(int number, int status, String error) {
        refused++;
        return Json.object(json -> {
            json.writeNumberField("line", number);
            json.writeNumberField("status", status);
            json.writeArrayFieldStart("errors");
            json.writeString(error);
            json.writeEndArray();
        });
    }

    private static int status(RefusedException.Reason reason) {
        return switch (reason) {
            case INVALID, UNKNOWN, CONFLICT -> BAD_REQUEST;
            case TOO_LARGE -> TOO_LARGE;
            case FULL -> NO_SPACE;
            case LATE -> LATE;
            case BUSY, ABSENT -> UNAVAILABLE;
        };
    }

    private Answer end(String results, Answer.Rest rest) throws UsageException {
        boolean passes = stoppedBy == RefusedException.Reason.BUSY || stoppedBy == RefusedException.Reason.LATE;
        return passes ? new Answer.Busy(told(results), rest) : told(results);
    }

    private Answer.Done told(String results) throws UsageException {
        String called = call.command().program() + ' ' + call.word().path();
        String err = "";
        String name = EventWords.submission(call);
        if (stoppedBy == RefusedException.Reason.LATE && name != null) {
            err = called + ": ends at line " + stoppedAt
                    + ", and whether that was kept is not known: send all lines again" + " with --submission-id " + name
                    + ", then each is kept once\n";
        } else if (stoppedAt > 0) {
            err = called + ": ends at line " + stoppedAt + ": send that line and those behind it again\n";
        } else if (refused > 0) {
            err = called + ": " + refused + " of " + (accepted + refused)
                    + (accepted + refused == 1 ? " line" : " lines") + " refused\n";
        }
        return new Answer.Done(refused == 0 ? 0 : 1, results, err);
    }

    private static @Nullable String named(@Nullable String submission, int line) {
        if (submission == null) {
            return null;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((submission + '\n' + line).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
