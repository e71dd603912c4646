// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;

/** What of a backlog stays; an event is written as action, key and, where it matters, a text. */
public class FoldTest {

    private static final Lane WEB = new Lane("pagerduty", "web");

    @Test
    public void anIncidentThatIsOverIsNotSent() {
        assertThat(fold(Set.of(), "T:a", "T:b", "A:a", "R:a", "T:c", "R:c")).containsExactly("T:b");
    }

    @Test
    public void ofAnIncidentThatMayBeOpenTheLastResolveStays() {
        assertThat(fold(Set.of("a"), "T:a", "R:a", "T:b", "T:a", "A:a", "R:a")).containsExactly("T:b", "R:a");
    }

    @Test
    public void aChainThatDoesNotBeginWithATriggerKeepsItsLastResolve() {
        assertThat(fold(Set.of(), "R:a", "T:a", "R:a", "A:b", "R:b")).containsExactly("R:a", "R:b");
    }

    @Test
    public void ofAnOpenIncidentTheFirstTriggerAndTheLatestStateStay() {
        assertThat(fold(Set.of(), "T:a:1", "T:a:1", "T:a:1")).containsExactly("T:a:1");
        assertThat(fold(Set.of(), "T:a:1", "T:a:2", "T:a:3")).containsExactly("T:a:1", "T:a:3");
        assertThat(fold(Set.of(), "T:a:1", "A:a:x", "T:b", "A:a:y", "T:a:2"))
                .containsExactly("T:a:1", "T:b", "A:a:y", "T:a:2");
        assertThat(fold(Set.of(), "T:a:1", "A:a", "T:a:1")).as("open again").containsExactly("T:a:1", "A:a", "T:a:1");
    }

    @Test
    public void anIncidentThatOpensAgainIsSentAgain() {
        assertThat(fold(Set.of(), "T:a:1", "R:a", "T:a:2")).containsExactly("T:a:2");
        assertThat(fold(Set.of("a"), "T:a:1", "R:a", "T:a:2")).containsExactly("R:a", "T:a:2");
    }

    @Test
    public void whatHasNoIncidentStays() {
        assertThat(fold(Set.of(), "O", "T", "R", "O:a", "T:a", "R:a", "O:a"))
                .containsExactly("O", "T", "R", "O:a", "O:a");
    }

    @Test
    public void reasonsNameTheEventThatMadeThemNeedless() {
        Fold fold = new Fold(key -> key.equals("b"));
        List<StoredEvent> events = events("T:a", "R:a", "T:b", "R:b", "T:b:1", "R:b", "T:c", "T:c", "T:c:2", "T:c:3");
        events.forEach(fold::next);
        assertThat(fold.dropped()).isEqualTo(7);
        assertThat(fold.takeDrops())
                .containsEntry("folded: resolved by event 2", Set.of(1L, 2L))
                .containsEntry("folded: resolved by event 4", Set.of(3L))
                .containsEntry("folded: resolved by event 6", Set.of(5L))
                .containsEntry("folded: replaced by event 6", Set.of(4L))
                .containsEntry("folded: repeats event 7", Set.of(8L))
                .containsEntry("folded: replaced by event 10", Set.of(9L))
                .hasSize(6);
        assertThat(fold.takeDrops()).isEmpty();
    }

    /** What the other side makes of events, and whether that is the same with the fold and without. */
    @Test
    public void foldedOrNotTheIncidentsEndAlike() {
        for (int seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<String> before = random(random, 8);
            List<String> backlog = random(random, 30);
            Map<String, String> start = new HashMap<>();
            before.forEach(event -> happens(start, event));
            Set<String> mayBeOpen = new HashSet<>(start.keySet());
            mayBeOpen.removeIf(key -> Objects.requireNonNull(start.get(key)).isEmpty());
            if (random.nextBoolean()) {
                mayBeOpen.add("a"); // not sure
            }
            Map<String, String> replayed = new HashMap<>(start);
            backlog.forEach(event -> happens(replayed, event));
            // in two passes, as when new events come after the first
            int cut = random.nextInt(backlog.size());
            List<String> kept =
                    new ArrayList<>(fold(mayBeOpen, backlog.subList(0, cut).toArray(new String[0])));
            kept.addAll(backlog.subList(cut, backlog.size()));
            kept = fold(mayBeOpen, kept.toArray(new String[0]));
            Map<String, String> folded = new HashMap<>(start);
            kept.forEach(event -> happens(folded, event));
            replayed.values().removeIf(String::isEmpty);
            folded.values().removeIf(String::isEmpty);
            assertThat(folded)
                    .as("seed %d: %s then %s of %s", seed, before, kept, backlog)
                    .isEqualTo(replayed);
        }
    }

    private static List<String> random(SplittableRandom random, int most) {
        List<String> events = new ArrayList<>();
        int count = 1 + random.nextInt(most);
        for (int i = 0; i < count; i++) {
            String action = List.of("T", "T", "A", "R", "O").get(random.nextInt(5));
            String key = List.of("a", "b", "c").get(random.nextInt(3));
            events.add(action + ':' + key + ':' + random.nextInt(2));
        }
        return events;
    }

    /** An incident is open with its latest text, acknowledged or not; an empty state is none. */
    static void happens(Map<String, String> incidents, String event) {
        String[] parts = event.split(":", -1);
        String state = incidents.getOrDefault(parts[1], "");
        switch (parts[0]) {
            case "T" -> incidents.put(parts[1], "open " + parts[2]);
            case "A" -> incidents.put(parts[1], state.isEmpty() ? "" : state.replaceAll(" acked", "") + " acked");
            case "R" -> incidents.put(parts[1], "");
            default -> {}
        }
    }

    private static List<String> fold(Set<String> mayBeOpen, String... texts) {
        Fold fold = new Fold(mayBeOpen::contains);
        List<StoredEvent> events = events(texts);
        events.forEach(event -> assertThat(fold.next(event)).isTrue());
        Set<Long> dropped = new HashSet<>();
        fold.takeDrops().values().forEach(dropped::addAll);
        return events.stream()
                .filter(event -> !dropped.contains(event.order()))
                .map(event -> event.event().body().utf8())
                .toList();
    }

    private static List<StoredEvent> events(String... texts) {
        List<StoredEvent> events = new ArrayList<>();
        for (String text : texts) {
            events.add(new StoredEvent(events.size() + 1L, event(WEB, text), Instant.EPOCH));
        }
        return events;
    }

    static Event event(Lane lane, String text) {
        @Nullable String[] parts = text.split(":", -1);
        EventAction action = switch (text.charAt(0)) {
            case 'T' -> EventAction.TRIGGER;
            case 'A' -> EventAction.ACKNOWLEDGE;
            case 'R' -> EventAction.RESOLVE;
            default -> EventAction.OTHER;
        };
        return new Event(lane, "v2", Body.of(text), parts.length > 1 ? parts[1] : null, action);
    }
}
