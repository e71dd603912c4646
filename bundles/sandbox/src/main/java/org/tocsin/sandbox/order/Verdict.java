// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tocsin.sandbox.Received;

/**
 * Whether the promise was kept: every accepted event arrived, in order in its lane, with the bytes that were sent; at
 * most one repeat per lane and kill, and that directly behind its original. A repeat is excused where the sandbox
 * itself kept the answer back ({@link Received#answerInDoubt()}) or the sender sent the event again.
 *
 * @param violations what was broken; empty when the promise was kept
 * @param lanes lanes that were sent to
 * @param accepted events known to be accepted
 * @param arrived different events that arrived
 * @param repeats arrivals of an event that had arrived
 * @param kills how often the agent was killed
 */
public record Verdict(List<Violation> violations, int lanes, long accepted, long arrived, long repeats, int kills) {

    private static final int SHOWN = 50;

    public Verdict {
        violations = List.copyOf(violations);
    }

    /**
     * Judges.
     *
     * @param ledger what was sent
     * @param requests the sandbox's log; what it did not accept is passed over
     * @param kills how often the agent was killed meanwhile
     */
    public static Verdict of(Ledger ledger, List<Received> requests, int kills) {
        Map<String, LaneCase> cases = new LinkedHashMap<>();
        ledger.lanes().forEach((lane, sent) -> cases.put(lane, new LaneCase(lane, sent, kills)));
        int lanes = cases.size();
        for (Received received : requests) {
            if (received.accepted()) {
                String lane = Objects.requireNonNullElse(received.key(), "");
                cases.computeIfAbsent(lane, k -> new LaneCase(lane, List.of(), kills))
                        .arrived(received);
            }
        }
        List<Violation> violations = new ArrayList<>();
        cases.values().forEach(lane -> violations.addAll(lane.close()));
        long arrived =
                cases.values().stream().mapToLong(LaneCase::arrivedEvents).sum();
        long repeats = cases.values().stream().mapToLong(LaneCase::repeats).sum();
        return new Verdict(violations, lanes, ledger.accepted(), arrived, repeats, kills);
    }

    /** Whether the promise was kept. */
    public boolean clean() {
        return violations.isEmpty();
    }

    /** How many of what. */
    public String figures() {
        return accepted + " accepted, " + arrived + " arrived in " + lanes + " lanes, " + repeats + " repeated, "
                + kills + (kills == 1 ? " kill" : " kills");
    }

    /** For people: a line for each violation, or one that says that there is none. */
    public String findings() {
        if (clean()) {
            return "clean: nothing lost, nothing reordered, nothing changed";
        }
        StringBuilder text = new StringBuilder("BROKEN: " + violations.size() + " violations");
        violations.stream()
                .limit(SHOWN)
                .forEach(violation -> text.append("\n  ").append(violation));
        if (violations.size() > SHOWN) {
            text.append("\n  … and ").append(violations.size() - SHOWN).append(" more");
        }
        return text.toString();
    }

    /** Findings and figures. */
    public String report() {
        return findings() + (clean() ? " (" : "\n  (") + figures() + ")";
    }
}
