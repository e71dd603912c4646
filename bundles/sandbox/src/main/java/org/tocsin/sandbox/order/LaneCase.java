// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.sandbox.Bytes;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.order.Violation.Kind;

/** Walks along one lane: what was sent on one side, what arrived on the other. */
final class LaneCase {

    private static final int NONE = -1;

    private final String lane;
    private final List<Ledger.Entry> sent;
    private final int kills;
    private final Map<Bytes, Integer> byBody = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    /** Of each event, how many of its tries are known to have been accepted by what arrived. */
    private final int[] copies;

    private int furthest = NONE;
    private int last = NONE;
    private @Nullable Received lastArrived;
    private int repeats;
    private int excused;

    LaneCase(String lane, List<Ledger.Entry> sent, int kills) {
        this.lane = lane;
        this.sent = sent;
        this.kills = kills;
        this.copies = new int[sent.size()];
        for (int i = 0; i < sent.size(); i++) {
            Bytes body = sent.get(i).body();
            if (body != null) {
                byBody.putIfAbsent(body, i);
            }
        }
    }

    void arrived(Received received) {
        int place = place(received);
        if (place == NONE) {
            blame(Kind.NEVER_SENT, "request " + received.n() + " holds no event that was sent");
            return;
        }
        Received before = lastArrived;
        if (copies[place] == 0) {
            first(place, received);
        } else if (place == last && before != null) {
            repeat(place, received, before);
        } else {
            blame(Kind.LATE_REPEAT, name(place) + " came again as request " + received.n() + ", behind " + name(last));
        }
        last = place;
        lastArrived = received;
    }

    List<Violation> close() {
        for (int i = 0; i < sent.size(); i++) {
            if (copies[i] == 0 && sent.get(i).certain()) {
                blame(Kind.LOST, name(i) + " was accepted and never arrived");
            }
        }
        if (repeats > kills) {
            blame(Kind.TOO_MANY_REPEATS, repeats + " repeats, but only " + kills + " kills");
        }
        return violations;
    }

    int repeats() {
        return repeats + excused;
    }

    long arrivedEvents() {
        return Arrays.stream(copies).filter(count -> count > 0).count();
    }

    private void first(int place, Received received) {
        if (place < furthest) {
            blame(Kind.REORDERED, name(place) + " came as request " + received.n() + ", behind " + name(furthest));
        }
        furthest = Math.max(furthest, place);
        copies[place] = 1;
    }

    /**
     * A try whose answer never came may have been accepted, and the next one too: then the event stands in the lane
     * once for each, and a key that was put in tells them apart. Each of them can be repeated by a kill.
     */
    private void repeat(int place, Received received, Received before) {
        boolean acceptedAgain = copies[place] < sent.get(place).tries();
        if (!before.body().equals(received.body())) {
            copies[place]++;
            excused++;
            if (!acceptedAgain) {
                blame(
                        Kind.CHANGED,
                        name(place) + " was repeated as request " + received.n() + " with other bytes"
                                + at(before.body(), received.body()));
            }
        } else if (before.answerInDoubt()) {
            excused++;
        } else if (acceptedAgain && !Splice.isIn(received.body())) {
            copies[place]++;
            excused++;
        } else {
            repeats++;
        }
    }

    private int place(Received received) {
        Integer exact = byBody.get(received.body());
        if (exact == null) {
            exact = byBody.get(Splice.removed(received.body()));
        }
        return exact == null ? byMark(received) : exact;
    }

    /** The nearest places first: the walk is nearly always where it should be. */
    private int byMark(Received received) {
        String text = received.body().text();
        for (int step = 0; step < sent.size(); step++) {
            int place = (Math.max(last, 0) + step) % sent.size();
            Ledger.Entry entry = sent.get(place);
            if (holds(text, entry.mark())) {
                if (entry.body() != null) {
                    blame(
                            Kind.CHANGED,
                            name(place) + " came as request " + received.n() + " with other bytes"
                                    + at(entry.body(), Splice.removed(received.body())));
                }
                return place;
            }
        }
        return NONE;
    }

    private static boolean holds(String text, String mark) {
        return text.contains(mark)
                && Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(mark) + "(?![A-Za-z0-9])")
                        .matcher(text)
                        .find();
    }

    private static String at(Bytes sent, Bytes arrived) {
        return " (" + sent.length() + " bytes sent, " + arrived.length() + " arrived, different from byte "
                + sent.mismatch(arrived) + ")";
    }

    private String name(int place) {
        return place == NONE
                ? "nothing"
                : "event " + (place + 1) + " '" + sent.get(place).mark() + "'";
    }

    private void blame(Kind kind, String text) {
        violations.add(new Violation(kind, lane, text));
    }
}
