// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.concurrent.CompletionException;
import org.apache.camel.Exchange;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.TocsinProperties;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;
import org.tocsin.http.Errors;

/** The house's refusals, as the command line and as the paths tell them. */
final class Refusals {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int LATE = 504;

    private Refusals() {}

    /** An answer that may be refused. */
    @FunctionalInterface
    interface Question {
        /** The answer's body. */
        String answer() throws RefusedException;
    }

    /** Answers a request; what the endpoint knows how to tell is left to it. */
    static void answer(Exchange exchange, Question question) throws InvalidEventException, QueueRefusedException {
        try {
            exchange.getMessage().setBody(question.answer());
        } catch (RefusedException e) {
            String text = text(e);
            switch (e.reason()) {
                case UNKNOWN -> errors(exchange, NOT_FOUND, text);
                case CONFLICT -> errors(exchange, CONFLICT, text);
                case LATE -> errors(exchange, LATE, text); // not 503, which says that nothing was done
                case INVALID -> throw invalid(InvalidEventException.Kind.MALFORMED, text);
                case TOO_LARGE -> throw invalid(InvalidEventException.Kind.TOO_LARGE, text);
                case FULL -> throw new QueueRefusedException(QueueRefusedException.Reason.FULL, text);
                case BUSY, ABSENT -> throw new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, text);
            }
        }
    }

    private static void errors(Exchange exchange, int status, String text) {
        exchange.setProperty(TocsinProperties.HTTP_STATUS, status);
        exchange.getMessage().setBody(Errors.json(text));
    }

    private static InvalidEventException invalid(InvalidEventException.Kind kind, String text) {
        int colon = text.indexOf(": ");
        return colon < 0
                ? new InvalidEventException(kind, "request", text)
                : new InvalidEventException(kind, text.substring(0, colon), text.substring(colon + 2));
    }

    static RefusedException of(InvalidEventException problem) {
        boolean large = problem.kind() == InvalidEventException.Kind.TOO_LARGE;
        return new RefusedException(large ? Reason.TOO_LARGE : Reason.INVALID, text(problem));
    }

    static RefusedException of(QueueRefusedException problem) {
        boolean full = problem.reason() == QueueRefusedException.Reason.FULL;
        return new RefusedException(full ? Reason.FULL : Reason.BUSY, text(problem));
    }

    /** What a stage failed with, when that is a refusal; else as it is. */
    static Throwable of(Throwable problem) {
        if (problem instanceof CompletionException && problem.getCause() != null) {
            return of(problem.getCause());
        }
        if (problem instanceof InvalidEventException invalid) {
            return of(invalid);
        }
        return problem instanceof QueueRefusedException refused ? of(refused) : problem;
    }

    private static String text(Throwable problem) {
        return String.valueOf(problem.getMessage());
    }
}
