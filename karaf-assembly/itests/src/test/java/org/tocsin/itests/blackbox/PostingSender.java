// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.itests.Agent;
import org.tocsin.sandbox.Bytes;
import org.tocsin.sandbox.order.Ledger;

/** Posts to {@code /send} over a connection that it keeps. */
final class PostingSender implements Sender {

    private static final int OK = 200;
    private static final int NOT_READY = 503;
    private static final int LATE = 504;

    private final Agent agent;
    private final String lane;
    private final Ledger ledger;
    private @Nullable Http connection;

    PostingSender(Agent agent, String lane, Ledger ledger) {
        this.agent = agent;
        this.lane = lane;
        this.ledger = ledger;
    }

    @Override
    public boolean offer(LaneStory.Event event) {
        Http http = connection;
        if (http == null) {
            try {
                http = new Http(agent.port());
                connection = http;
            } catch (IOException e) {
                // nobody listens, nothing was sent
                return false;
            }
        }
        Bytes body = Bytes.of(event.text());
        Http.Answer answer;
        try {
            List<String> headers =
                    List.of("Authorization: token " + agent.token(), "Pd-Event-Version: " + event.version());
            answer = http.call("POST", "/send", headers, event.text().getBytes(UTF_8));
        } catch (IOException e) {
            ledger.unsure(lane, event.mark(), body);
            close();
            return false;
        }
        if (answer.status() == OK) {
            ledger.accepted(lane, event.mark(), body);
            return true;
        }
        if (answer.status() == LATE) {
            ledger.unsure(lane, event.mark(), body);
            close();
            return false;
        }
        // said to have stored nothing; an answer that is sure of it leaves no doubt, so none is noted
        if (answer.status() != NOT_READY) {
            throw new AssertionError("a good event was refused: " + answer);
        }
        close();
        return false;
    }

    @Override
    public Duration patience() {
        return Duration.ofMillis(50);
    }

    @Override
    public void close() {
        Http open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
