// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.itests.Agent;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.order.Verdict;

/** Waits until an agent has delivered everything, and holds what its senders know against what arrived. */
final class Oracle {

    private static final Pattern PENDING = Pattern.compile("\"pending\":(\\d+)");

    private final Agent agent;
    private final Sandbox sandbox;

    Oracle(Agent agent, Sandbox sandbox) {
        this.agent = agent;
        this.sandbox = sandbox;
    }

    /** Events that are accepted and not settled, as the agent counts them. */
    long waiting() {
        try {
            Http.Answer answer = Http.once(
                    agent.port(),
                    "GET",
                    "/queue/status",
                    List.of("Authorization: token " + agent.token()),
                    new byte[0]);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            long waiting = 0;
            for (Matcher matcher = PENDING.matcher(answer.body()); matcher.find(); ) {
                waiting += Long.parseLong(matcher.group(1));
            }
            return waiting;
        } catch (IOException e) {
            throw new AssertionError("the agent does not tell its status", e);
        }
    }

    /** Returns when nothing waits any more. */
    void drained(Duration patience) {
        await("all events delivered")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(waiting()).isZero());
    }

    /**
     * Judges the lanes of some traffic that has ended and is drained.
     *
     * @param since the number of the sandbox's last request before that traffic began
     * @param kills how often the agent was killed meanwhile
     */
    Verdict judge(Traffic traffic, long since, int kills) {
        List<Received> requests = sandbox.received(since).stream()
                .filter(request -> request.key() == null || traffic.keys().contains(request.key()))
                .toList();
        Verdict verdict = Verdict.of(traffic.ledger(), requests, kills);
        assertThat(verdict.clean()).as(verdict.report()).isTrue();
        return verdict;
    }
}
