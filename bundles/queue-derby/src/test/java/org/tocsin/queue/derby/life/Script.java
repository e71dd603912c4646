// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.life;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;
import org.tocsin.queue.derby.life.Ask.Append;

/** Invents what senders send, by chance: events of all sizes for a few lanes, some with a name for their submission. */
final class Script {

    private static final int LANES = 6;
    private static final int BLOCK = 31_000;

    private static final List<EventAction> ACTIONS =
            List.of(EventAction.TRIGGER, EventAction.ACKNOWLEDGE, EventAction.RESOLVE);

    private final SplittableRandom random;
    private final List<Lane> lanes = IntStream.range(0, LANES)
            .mapToObj(i -> new Lane("pagerduty", "key" + i))
            .toList();
    private final Map<Lane, List<Append>> named = new HashMap<>();
    private int events;

    Script(SplittableRandom random) {
        this.random = random;
    }

    List<Lane> lanes() {
        return lanes;
    }

    Lane lane() {
        return lanes.get(random.nextInt(LANES));
    }

    boolean isSlow(Lane lane) {
        return lane.equals(lanes.get(0));
    }

    /** A new event, or now and then one that its sender sends again. */
    Append append() {
        Lane lane = lane();
        List<Append> before = named.getOrDefault(lane, List.of());
        if (!before.isEmpty() && random.nextInt(12) == 0) {
            Append first = before.get(random.nextInt(before.size()));
            return new Append(first.number(), first.event(), first.submission());
        }
        int number = events++;
        SubmissionId submission = random.nextInt(3) == 0 ? new SubmissionId("s" + number) : null;
        return new Append(number, event(lane, number, 0), submission);
    }

    /** The store has it; only then is it sent again. */
    void accepted(Append append) {
        if (append.submission() != null) {
            named.computeIfAbsent(append.lane(), unknown -> new ArrayList<>()).add(append);
        }
    }

    /** What is sent, or what a person makes of it. */
    Event event(Lane lane, int number, int edition) {
        String dedupKey = random.nextBoolean() ? "incident" + number % 20 : null;
        return new Event(lane, "v2", Body.of(text(number, edition)), dedupKey, action(dedupKey));
    }

    private EventAction action(@Nullable String dedupKey) {
        return dedupKey == null ? EventAction.OTHER : ACTIONS.get(random.nextInt(ACTIONS.size()));
    }

    private String text(int number, int edition) {
        StringBuilder text = new StringBuilder(number + "." + edition + ' ');
        int size = size();
        while (text.length() < size) {
            text.append(Integer.toString(random.nextInt(Integer.MAX_VALUE), 36));
        }
        return text.toString();
    }

    private int size() {
        int kind = random.nextInt(100);
        if (kind < 70) {
            return random.nextInt(600);
        }
        if (kind < 92) {
            return random.nextInt(4_000);
        }
        return kind < 98 ? random.nextInt(BLOCK) : BLOCK + random.nextInt(3 * BLOCK);
    }
}
