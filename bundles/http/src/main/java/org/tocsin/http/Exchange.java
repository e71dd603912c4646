// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpReply;
import org.tocsin.http.Bounds.Welcome;

/** One request and its answer. Its methods are called on the loop's thread. */
final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** What is read of a refused body, to keep the connection or at least to let the client see the answer. */
    private static final int MAX_SKIPPED = 1 << 20;

    private static final Refusal FAILED =
            Refusal.of(500, "agent: failed on this request, its log says why at TOCSIN-HTTP-004");

    /** Not 503, which says that nothing was stored: the path's owner goes on, and may yet store it. */
    private static final Refusal LATE = Refusal.of(
            504,
            "agent: is late, and it is not known whether the event was kept; send it again under the same"
                    + " Idempotency-Key, else only if it has a dedup key");

    private final Loop loop;
    private final Peer peer;
    private final HttpServerRequest request;
    private final Load load;
    private final @Nullable String trail;
    private final long begun;

    private @Nullable Admission admission;
    private Stage stage = Stage.READING;
    private boolean arrived;
    private boolean gone;
    private boolean closing;
    private int skipped;
    private long deadline;

    private enum Stage {
        READING,
        WAITING,
        ANSWERED
    }

    Exchange(Loop loop, Peer peer, HttpServerRequest request) {
        this.loop = loop;
        this.peer = peer;
        this.request = request;
        this.load = new Load(loop.bounds);
        this.trail = RequestTrail.id(request.headers());
        this.begun = loop.now();
        this.deadline = loop.now() + loop.settings.readTimeout().toNanos();
    }

    void begin() {
        request.handler(this::read).endHandler(end -> arrived()).exceptionHandler(this::broken);
        try {
            if (peer.welcome != Welcome.SERVED) {
                closing = true;
                throw new RefusedException(Refusal.later("agent: has too many connections, try again in a moment"));
            }
            SocketAddress asked = request.connection().localAddress();
            HttpReply proof =
                    asked == null ? null : loop.gate.proof(request.headers().get("Authorization"), asked.port());
            if (proof != null) {
                answer(proof);
                return;
            }
            Admission admitted = Admission.of(request, loop.paths, loop.gate);
            admission = admitted;
            load.enter(admitted.announced());
            if (admitted.expectsContinue()) {
                request.response().writeContinue();
            }
        } catch (RefusedException e) {
            answer(admission == null ? e.reply() : e.refusal().reply(shape()));
        }
    }

    private void read(Buffer chunk) {
        Admission admitted = admission;
        if (stage != Stage.READING || admitted == null) {
            skipped += chunk.length();
            if (skipped > MAX_SKIPPED) {
                peer.connection.close();
            }
            return;
        }
        try {
            load.add(chunk, admitted.match().spec().maxBody());
        } catch (RefusedException e) {
            refuse(e.refusal());
        }
    }

    private void arrived() {
        arrived = true;
        Admission admitted = admission;
        if (stage == Stage.READING && admitted != null) {
            stage = Stage.WAITING;
            deadline = loop.now() + loop.settings.answerTimeout().toNanos();
            ask(admitted);
        } else {
            over();
            if (closing) {
                peer.connection.close();
            }
        }
    }

    private void ask(Admission admitted) {
        CompletionStage<HttpReply> promise;
        RequestTrail.begins(trail);
        try {
            promise = admitted.match().handler().handle(admitted.request(request, load.body()), loop);
        } catch (RuntimeException e) {
            failed(e);
            return;
        } finally {
            RequestTrail.ends(trail);
        }
        promise.whenComplete((reply, failure) -> loop.execute(() -> {
            if (failure != null) {
                failed(failure);
            } else if (reply == null) {
                failed(new NullPointerException("no answer"));
            } else {
                answer(reply);
            }
        }));
    }

    private void failed(Throwable failure) {
        LOG.error("TOCSIN-HTTP-004 a request to {} failed inside the agent", path(), failure);
        refuse(FAILED);
    }

    /** In the shape of the path, as far as that is known. */
    private void refuse(Refusal refusal) {
        answer(refusal.reply(shape()));
    }

    private ErrorShape shape() {
        Admission admitted = admission;
        return admitted == null ? ErrorShape.HOUSE : admitted.match().handler().errors();
    }

    private void answer(HttpReply reply) {
        load.leave();
        if (gone || stage == Stage.ANSWERED) {
            loop.forget(this); // nobody waits for it any more
            return;
        }
        stage = Stage.ANSWERED;
        deadline = loop.lingerDeadline();
        closing |= !arrived && !Admission.restIsShort(request, MAX_SKIPPED);
        HttpReply sent = reply;
        HttpServerResponse response = request.response();
        try {
            Loop.head(response, reply, closing);
        } catch (IllegalArgumentException e) {
            LOG.error("TOCSIN-HTTP-004 an answer of {} has a header that is none", path(), e);
            response.headers().clear();
            sent = FAILED.reply(shape());
            Loop.head(response, sent, closing);
        }
        RequestTrail.answered(trail, request.method().name(), path(), sent.status(), loop.now() - begun);
        boolean bodiless = request.method().equals(HttpMethod.HEAD);
        Future<Void> written =
                response.end(Buffer.buffer(bodiless ? new byte[0] : sent.body().toBytes()));
        if (arrived) {
            over();
            if (closing) {
                written.onComplete(result -> peer.connection.close());
            }
        }
    }

    /** Request and answer are through: the connection waits for the next one. */
    private void over() {
        loop.forget(this);
        if (peer.current == this) {
            peer.current = null;
            peer.deadline = loop.now() + loop.settings.idleTimeout().toNanos();
        }
    }

    /** The connection is gone; what the path's owner does goes on, and counts until it ends. */
    void gone() {
        gone = true;
        if (stage != Stage.WAITING) {
            load.leave();
            loop.forget(this);
        }
    }

    private void broken(Throwable cause) {
        if (stage == Stage.READING && !(cause instanceof HttpClosedException)) {
            closing = true;
            refuse(Refusal.of(400, "body: is not properly chunked, send it so, or with a Content-Length"));
        }
    }

    void sweep(long now) {
        if (now - deadline <= 0) {
            return;
        }
        if (gone) {
            load.leave();
            loop.forget(this);
        } else if (stage == Stage.READING) {
            closing = true;
            refuse(Refusal.of(408, "body: took too long to arrive, send it faster"));
        } else if (stage == Stage.WAITING) {
            LOG.warn(
                    "TOCSIN-HTTP-005 a request to {} was not answered within {}",
                    path(),
                    loop.settings.answerTimeout());
            refuse(LATE);
        } else {
            peer.connection.close();
        }
    }

    private String path() {
        Admission admitted = admission;
        return admitted == null ? "?" : admitted.match().spec().path();
    }
}
