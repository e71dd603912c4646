// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.cli.Json;
import org.tocsin.cli.RefusedException;

/** Many events in one text, one JSON object a line, and what became of each. */
final class EventBatch {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;
    private static final int LATE = 504;
    private static final int NO_SPACE = 507;

    private EventBatch() {}

    /**
     * The answer to a batch.
     *
     * @param status 200; or what the queue refused a line with, 504 when it is not known whether it did, so that who looks at nothing else sends the batch again
     * @param lines {@code {"line","status","key","dedupKey"}} or {@code {"line","status","errors"}} for each line that is not blank
     */
    record Answered(int status, String lines) {}

    /**
     * Accepts what can be accepted.
     *
     * @param text the lines; each is read for itself, so that one that is no UTF-8 spoils no other
     * @param format of all lines; null to infer each
     * @param submission the sender's name for the batch; each line gets one made of it and of its number
     */
    static Answered accept(
            Spine spine, String channel, byte[] text, @Nullable String format, @Nullable SubmissionId submission)
            throws InvalidEventException, QueueRefusedException {
        EventFormat reader = spine.format(channel);
        LineIntake intake = new LineIntake(spine);
        int number = 0;
        int from = 0;
        while (from < text.length) {
            int end = endOfLine(text, from);
            number++;
            byte[] line = Arrays.copyOfRange(text, from, end);
            if (!isBlank(line)) {
                SubmissionId id = submission == null ? null : named(submission, number);
                intake.add(number, () -> new LineIntake.Submitted(reader.read(Body.of(line), format, null), id));
            }
            from = end + 1;
        }
        List<LineIntake.Line> results = intake.results();
        if (results.isEmpty()) {
            throw new InvalidEventException("body", "is empty, send one JSON object a line");
        }
        return answer(results);
    }

    private static Answered answer(List<LineIntake.Line> results) {
        StringBuilder lines = new StringBuilder();
        int whole = OK;
        for (LineIntake.Line line : results) {
            int status = status(line.problem());
            if (status >= UNAVAILABLE) {
                whole = Math.max(whole, status);
            }
            lines.append(Json.object(out -> write(out, line, status))).append('\n');
        }
        return new Answered(whole, lines.toString());
    }

    private static void write(JsonGenerator out, LineIntake.Line line, int status) throws IOException {
        out.writeNumberField("line", line.number());
        out.writeNumberField("status", status);
        Receipt receipt = line.receipt();
        if (receipt != null) {
            out.writeStringField("key", receipt.key());
            if (receipt.dedupKey() != null) {
                out.writeStringField("dedupKey", receipt.dedupKey());
            }
        } else {
            out.writeArrayFieldStart("errors");
            out.writeString(
                    line.problem() == null ? "" : String.valueOf(line.problem().getMessage()));
            out.writeEndArray();
        }
    }

    private static int status(@Nullable Exception problem) {
        if (problem instanceof InvalidEventException invalid) {
            return invalid.kind() == InvalidEventException.Kind.TOO_LARGE ? TOO_LARGE : BAD_REQUEST;
        }
        if (problem instanceof QueueRefusedException refused) {
            return refused.reason() == QueueRefusedException.Reason.FULL ? NO_SPACE : UNAVAILABLE;
        }
        return problem instanceof RefusedException ? LATE : OK;
    }

    private static SubmissionId named(SubmissionId batch, int line) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((batch.text() + '\n' + line).getBytes(StandardCharsets.US_ASCII));
            return new SubmissionId(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static int endOfLine(byte[] text, int from) {
        int end = from;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isBlank(byte[] line) {
        for (byte c : line) {
            if (c != ' ' && c != '\t' && c != '\r') {
                return false;
            }
        }
        return true;
    }
}
