// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.TocsinProperties;

/**
 * Puts events on the queue. The exchange goes on after the commit, on the event loop that it came from, or else on a
 * thread of the {@link Workers}: the queue completes its stages on the store's only writer thread, which has better to do
 * than a route's remaining steps.
 */
final class EventProducer extends DefaultAsyncProducer {

    private final Doors doors;
    private final Workers workers;
    private final EventOptions options;

    EventProducer(EventEndpoint endpoint, Doors doors, Workers workers, EventOptions options) {
        super(endpoint);
        this.doors = doors;
        this.workers = workers;
        this.options = options;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback, not that future, says how it ended
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletionStage<Receipt> accepted;
        try {
            accepted = accept(exchange);
        } catch (InvalidEventException | QueueRefusedException | RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        Executor loop = HomeLoop.current();
        accepted.whenComplete((receipt, problem) -> proceed(loop, () -> {
            conclude(exchange, receipt, problem);
            callback.done(false);
        }));
        return false;
    }

    private void proceed(@Nullable Executor loop, Runnable rest) {
        if (loop == null) {
            workers.proceed(rest);
            return;
        }
        try {
            loop.execute(() -> HomeLoop.run(loop, () -> withLoader(rest)));
        } catch (RejectedExecutionException closed) {
            // nobody is left to be answered, but the exchange has to come to its end
            workers.proceed(rest);
        }
    }

    private void withLoader(Runnable rest) {
        ClassLoader before = Loaders.enter(getEndpoint().getCamelContext());
        try {
            rest.run();
        } finally {
            Loaders.leave(before);
        }
    }

    private CompletionStage<Receipt> accept(Exchange exchange) throws InvalidEventException, QueueRefusedException {
        EventQueue queue = doors.queue();
        EventFormat format = doors.format(options.channel());
        if (queue == null) {
            throw notReady("queue: is not there, try again soon");
        }
        if (format == null) {
            throw notReady("channel: " + options.channel() + " is not there, install its plugin or try again soon");
        }
        Event event = format.read(
                body(exchange),
                exchange.getProperty(TocsinProperties.FORMAT, options.format(), String.class),
                key(exchange));
        SubmissionId submission = submission(exchange);
        return Origin.of(exchange, () -> queue.accept(event, submission));
    }

    private @Nullable String key(Exchange exchange) throws QueueRefusedException {
        String key = exchange.getProperty(TocsinProperties.KEY, String.class);
        if (key != null) {
            return key;
        }
        KeyFile keyFile = options.keyFile();
        return keyFile == null ? null : keyFile.key();
    }

    private static @Nullable SubmissionId submission(Exchange exchange) throws InvalidEventException {
        String text = exchange.getProperty(TocsinProperties.SUBMISSION, String.class);
        try {
            return text == null ? null : new SubmissionId(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException(
                    "submission id",
                    "must have 1 to " + SubmissionId.MAX_LENGTH + " printable ASCII characters without blanks");
        }
    }

    private static Body body(Exchange exchange) throws InvalidEventException {
        try {
            return Body.of(Payload.of(exchange));
        } catch (InvalidPayloadException e) {
            throw new InvalidEventException("body", "is no text, convert it to a string or to bytes first");
        }
    }

    private static void conclude(Exchange exchange, @Nullable Receipt receipt, @Nullable Throwable problem) {
        if (receipt == null) {
            exchange.setException(unwrap(problem));
            return;
        }
        exchange.setProperty(TocsinProperties.ORDER, receipt.order());
        exchange.setProperty(TocsinProperties.EVENT_KEY, receipt.key());
        if (receipt.dedupKey() == null) {
            exchange.removeProperty(TocsinProperties.DEDUP_KEY); // that of an event before
        } else {
            exchange.setProperty(TocsinProperties.DEDUP_KEY, receipt.dedupKey());
        }
    }

    private static Throwable unwrap(@Nullable Throwable problem) {
        if (problem == null) {
            return notReady("queue: gave no receipt");
        }
        Throwable cause = problem.getCause();
        return problem instanceof CompletionException && cause != null ? unwrap(cause) : problem;
    }

    private static QueueRefusedException notReady(String message) {
        return new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, message);
    }
}
