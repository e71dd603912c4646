// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.cli.RefusedException;

/**
 * Puts the events of a text's lines on the queue: those of a lane one after the other, those of different lanes together,
 * so that they share commits. A bad line is refused alone. When the queue refuses one or does not answer, none after it is
 * tried: it would overtake. Nor is one that comes when two thirds of the time that a request has are over: each line of a
 * lane costs a commit, and an answer that says how far it came is better than none.
 */
final class LineIntake {

    private final Spine spine;
    private final long begun;
    private final List<Line> lines = new ArrayList<>();
    private final Map<Lane, Line> last = new HashMap<>();
    private @Nullable QueueRefusedException stopped;
    private int stoppedAt;

    LineIntake(Spine spine) {
        this.spine = spine;
        this.begun = spine.now();
    }

    /** What a line has. */
    record Submitted(Event event, @Nullable SubmissionId id) {}

    /** Reads a line. */
    @FunctionalInterface
    interface Reading {
        Submitted read() throws InvalidEventException;
    }

    /** What became of a line. */
    static final class Line {
        private final int number;
        private @Nullable CompletionStage<Receipt> stage;
        private @Nullable Receipt receipt;
        private @Nullable Exception problem;

        private Line(int number) {
            this.number = number;
        }

        /** From 1. */
        int number() {
            return number;
        }

        /** Null when it was not accepted. */
        @Nullable
        Receipt receipt() {
            return receipt;
        }

        /**
         * An {@link InvalidEventException}, a {@link QueueRefusedException}, or a {@link RefusedException} when it is not
         * known whether it was accepted; null when it was.
         */
        @Nullable
        Exception problem() {
            return problem;
        }
    }

    /** Takes the next line. */
    void add(int number, Reading reading) {
        Line line = new Line(number);
        lines.add(line);
        try {
            Submitted read = reading.read();
            Lane lane = read.event().lane();
            Line before = last.get(lane);
            if (before != null) {
                conclude(before);
            }
            if (stopped == null
                    && spent().compareTo(spine.patience().multipliedBy(2).dividedBy(3)) > 0) {
                stop(number, Reason.NOT_READY, "the lines before it took too long");
            }
            if (stopped != null) {
                throw stopped;
            }
            line.stage = spine.queue().accept(read.event(), read.id());
            last.put(lane, line);
        } catch (InvalidEventException e) {
            line.problem = e;
        } catch (QueueRefusedException e) {
            refused(line, e);
        }
    }

    private Duration spent() {
        return Duration.ofNanos(spine.now() - begun);
    }

    /** Waits until it is known of each line, in their order. */
    List<Line> results() {
        lines.forEach(this::conclude);
        return List.copyOf(lines);
    }

    /** The first line that was not tried, or that the queue did not accept; 0 when there is none. */
    int stoppedAt() {
        return stoppedAt;
    }

    private void conclude(Line line) {
        CompletionStage<Receipt> stage = line.stage;
        if (stage == null || line.receipt != null || line.problem != null) {
            return;
        }
        Duration left = spine.patience().minus(spent());
        try {
            line.receipt = Await.of(stage, left.isNegative() ? Duration.ZERO : left);
        } catch (QueueRefusedException e) {
            refused(line, e);
        } catch (RefusedException e) {
            line.problem = e;
            stop(line.number, Reason.NOT_READY, "line " + line.number + " was not answered by the queue in time");
        }
    }

    private void refused(Line line, QueueRefusedException reason) {
        line.problem = reason;
        stop(line.number, reason.reason(), "line " + line.number + " was refused by the queue");
    }

    private void stop(int number, Reason reason, String why) {
        if (stopped == null) {
            stopped = new QueueRefusedException(reason, "line: was not tried, as " + why + "; send it again");
        }
        stoppedAt = stoppedAt == 0 ? number : Math.min(stoppedAt, number);
    }
}
