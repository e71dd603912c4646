// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;

/**
 * Puts the events of a text's lines on the queue: those of a lane one after the other, those of different lanes together,
 * so that they share commits. A bad line is refused alone. When the queue refuses one, none after it is tried: it would
 * overtake.
 */
final class LineIntake {

    private final EventQueue queue;
    private final List<Line> lines = new ArrayList<>();
    private final Map<Lane, Line> last = new HashMap<>();
    private @Nullable QueueRefusedException stopped;

    LineIntake(EventQueue queue) {
        this.queue = queue;
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

        /** An {@link InvalidEventException} or a {@link QueueRefusedException}; null when it was accepted. */
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
            if (stopped != null) {
                throw stopped;
            }
            line.stage = queue.accept(read.event(), read.id());
            last.put(lane, line);
        } catch (InvalidEventException e) {
            line.problem = e;
        } catch (QueueRefusedException e) {
            refused(line, e);
        }
    }

    /** Waits until it is known of each line, in their order. */
    List<Line> results() {
        lines.forEach(this::conclude);
        return List.copyOf(lines);
    }

    private void conclude(Line line) {
        CompletionStage<Receipt> stage = line.stage;
        if (stage == null || line.receipt != null || line.problem != null) {
            return;
        }
        try {
            line.receipt = Await.of(stage);
        } catch (QueueRefusedException e) {
            refused(line, e);
        }
    }

    private void refused(Line line, QueueRefusedException reason) {
        line.problem = reason;
        if (stopped == null) {
            stopped = new QueueRefusedException(
                    reason.reason(), "was not tried, as line " + line.number + " was refused by the queue");
        }
    }
}
