// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Inspection;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.life.Ask;
import org.tocsin.queue.derby.life.Found;
import org.tocsin.queue.derby.life.Verdict;

/** Opens what a cut left, compares it with what was promised, and goes on working with it. */
final class Examiner {

    private static final int BOUND_SECONDS = 60;
    private static final int REPETITIONS = 4;

    /** Makes a store on a database. */
    interface Opener {
        EventStore at(Path database);
    }

    private final Opener opener;
    private final Map<Long, StoredEvent> stored = new ConcurrentHashMap<>();

    Examiner(Opener opener) {
        this.opener = opener;
    }

    /**
     * What is wrong, in lines for people; empty when all is well.
     *
     * @param thorough whether all that is stored is to be checked, too
     */
    List<String> examine(Path database, Moment moment, boolean thorough) throws Exception {
        List<String> wrong = new ArrayList<>();
        EventStore store = opener.at(database);
        try {
            Found found;
            try {
                found = Found.in(
                        store, store.open(events -> events.forEach(event -> stored.put(event.order(), event))));
            } catch (StoreException e) {
                return List.of("cannot be opened or read: "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
            wrong.addAll(Verdict.on(found, moment.orders(), moment.possible()));
            if (wrong.isEmpty()) {
                repeat(store, moment, wrong);
                goOn(store, found, wrong);
                if (thorough) {
                    Inspection inspection = store.inspect();
                    inspection.findings().forEach(finding -> wrong.add("inspection: " + finding));
                }
            }
            wrong.addAll(setAside(database));
        } finally {
            store.close();
        }
        return wrong;
    }

    /** A power cut is no damage. */
    private static List<String> setAside(Path database) throws IOException {
        try (Stream<Path> siblings = Files.list(database.resolveSibling("."))) {
            return siblings.map(Path::toString)
                    .filter(path -> path.contains(".damaged"))
                    .map(path -> "was taken for damaged: " + path)
                    .toList();
        }
    }

    /** Who sends again what was promised gets the first answer. */
    private void repeat(EventStore store, Moment moment, List<String> wrong) throws Exception {
        List<Ask.Append> named = moment.answered().stream()
                .filter(ask -> ask instanceof Ask.Append append && append.submission() != null)
                .map(Ask.Append.class::cast)
                .toList();
        for (Ask.Append append : named.subList(Math.max(0, named.size() - REPETITIONS), named.size())) {
            Appended again = await(store.append(append.event(), append.submission()));
            Appended first = new Appended(
                    moment.orders().getOrDefault(append.number(), 0L),
                    append.event().dedupKey(),
                    true);
            if (!again.equals(first)) {
                wrong.add("repetition of " + append.number() + "\n  expected " + first + "\n  found    " + again);
            }
        }
    }

    /** A new event comes after all others, and the heads leave in their order. */
    private void goOn(EventStore store, Found found, List<String> wrong) throws Exception {
        long highest = found.orders().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        for (Found.InLane lane : found.lanes().values()) {
            Event news = new Event(lane.record().lane(), "v2", Body.of("99999.0 after the cut"), null);
            long order = await(store.append(news, null)).order();
            if (order <= highest) {
                wrong.add("order number " + order + " after " + highest);
            }
            highest = order;
            List<StoredEvent> waiting = new ArrayList<>(lane.waiting());
            StoredEvent last = stored.get(order);
            if (last == null) {
                wrong.add("the listener did not hear of " + order);
                continue;
            }
            waiting.add(last);
            await(store.settle(new Settlement(waiting.remove(0), Result.DELIVERED, 1, "")));
            List<StoredEvent> left = store.read(lane.record().lane(), 0, Integer.MAX_VALUE);
            if (!left.equals(waiting)) {
                wrong.add("after one more delivery\n  expected " + waiting + "\n  found    " + left);
            }
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS);
    }
}
