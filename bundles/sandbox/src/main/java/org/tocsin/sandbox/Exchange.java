// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One request on its socket, and all the ways to end it. */
final class Exchange {

    private final Vertx vertx;
    private final HttpServerRequest request;

    Exchange(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
        this.request = request;
    }

    void answer(Answer answer) {
        if (!over()) {
            head(answer).end(answer.body());
        }
    }

    void answerLate(Answer answer, Duration pause) {
        vertx.setTimer(pause.toMillis(), timer -> answer(answer));
    }

    /** The head at once, then the body byte by byte. */
    void trickle(Answer answer, Duration pause) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        HttpServerResponse response = head(answer).putHeader("Content-Length", Integer.toString(body.length));
        response.writeHead();
        int[] sent = {0};
        vertx.setPeriodic(pause.toMillis(), timer -> {
            if (over()) {
                vertx.cancelTimer(timer);
            } else if (sent[0] < body.length - 1) {
                response.write(Buffer.buffer(1).appendByte(body[sent[0]++]));
            } else {
                vertx.cancelTimer(timer);
                response.end(Buffer.buffer(1).appendByte(body[sent[0]]));
            }
        });
    }

    void close() {
        request.connection().close();
    }

    /** Sends RST: closing a socket that does not linger does that. Vert.x has no door for it, its channel has. */
    void reset() {
        Channel channel = ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var unused = channel.close();
    }

    private HttpServerResponse head(Answer answer) {
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        response.putHeader("Content-Type", "application/json");
        answer.headers().forEach(response::putHeader);
        return response;
    }

    private boolean over() {
        return request.response().closed() || request.response().ended();
    }
}
