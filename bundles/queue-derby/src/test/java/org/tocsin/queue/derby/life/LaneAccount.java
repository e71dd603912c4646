// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.life;

import java.util.HashSet;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tocsin.api.Event;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.Settlement;

/** What must be in a lane, by the numbers of the events. */
public final class LaneAccount {

    /** What waits, with what it holds now. */
    public final NavigableMap<Integer, Event> waiting = new TreeMap<>();

    /** The dead letters. */
    public final NavigableMap<Integer, Grave> dead = new TreeMap<>();

    /** What was taken out while it waited. */
    public final NavigableSet<Integer> dropped = new TreeSet<>();

    /** What left. */
    public final NavigableSet<Integer> delivered = new TreeSet<>();

    /** Whether a person holds it. */
    public boolean held;

    /** What was ever stored. */
    private final Set<Integer> seen = new HashSet<>();

    /** A dead letter. */
    public record Grave(Event event, int attempts, String answer) {}

    void apply(Ask ask) {
        if (ask instanceof Ask.Append append) {
            if (seen.add(append.number())) { // else its sender sent it again
                waiting.put(append.number(), append.event());
            }
        } else if (ask instanceof Ask.Settle settle) {
            settle(settle.number(), settle.settlement());
        } else if (ask instanceof Ask.Change change) {
            change(change);
        }
    }

    private void settle(int number, Settlement settlement) {
        Event event = waiting.remove(number);
        if (event == null) {
            return; // settled before
        }
        if (settlement.result() == Settlement.Result.DELIVERED) {
            delivered.add(number);
        } else {
            dead.put(number, new Grave(event, settlement.attempts(), settlement.answer()));
        }
    }

    private void change(Ask.Change ask) {
        LaneChange change = ask.change();
        if (change instanceof LaneChange.Hold hold) {
            held = hold.held();
        } else if (change instanceof LaneChange.Requeue) {
            for (Integer number : ask.numbers()) {
                Grave grave = dead.remove(number);
                if (grave != null) {
                    waiting.put(number, grave.event());
                }
            }
        } else if (change instanceof LaneChange.Drop) {
            for (Integer number : ask.numbers()) {
                if (dead.remove(number) == null && waiting.remove(number) != null) {
                    dropped.add(number);
                }
            }
        } else if (change instanceof LaneChange.Edit edit) {
            dead.computeIfPresent(
                    ask.numbers().get(0), (number, grave) -> new Grave(edit.event(), grave.attempts(), grave.answer()));
        }
    }
}
