// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.order.Ledger;

/** Calls {@code pd-send}, a process for each event; what it makes of the flags is known by the mark alone. */
final class CommandSender implements Sender {

    private final Agent agent;
    private final String lane;
    private final Ledger ledger;

    CommandSender(Agent agent, String lane, Ledger ledger) {
        this.agent = agent;
        this.lane = lane;
        this.ledger = ledger;
    }

    @Override
    public boolean offer(LaneStory.Event event) {
        boolean trigger = event.text().contains("\"trigger\"");
        List<String> command = new ArrayList<>(List.of(
                agent.distribution().file("bin/pd-send").toString(),
                "-k",
                lane,
                "-t",
                trigger ? "trigger" : "resolve",
                "-d",
                "100 % full, \"twice\"",
                "-i",
                "incident",
                "-f",
                "mark=" + event.mark()));
        Call call = agent.call(command);
        if (call.exit() == 0) {
            ledger.accepted(lane, event.mark(), null);
            return true;
        }
        // exit 1 says "not kept" or "not known": after a kill in the middle nobody knows
        if (call.exit() != 1) {
            throw new AssertionError("pd-send: " + call);
        }
        ledger.unsure(lane, event.mark(), null);
        return false;
    }

    @Override
    public Duration patience() {
        return Duration.ofMillis(500);
    }

    @Override
    public void close() {
        // nothing is held between two calls
    }
}
