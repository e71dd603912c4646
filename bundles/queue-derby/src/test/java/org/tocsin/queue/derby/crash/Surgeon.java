// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.crash.Blow.Part;
import org.tocsin.queue.derby.crash.Examiner.Opener;
import org.tocsin.queue.derby.life.Account;
import org.tocsin.queue.derby.life.Found;
import org.tocsin.queue.derby.life.Found.InLane;
import org.tocsin.queue.derby.life.Verdict;

/** Opens a database that was harmed and looks at what came through. */
final class Surgeon implements StoreListener {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Pattern GIVEN = Pattern.compile("(?m)^  (\\d+)(?:-(\\d+))?$");
    private static final Pattern AFTER = Pattern.compile("events after (\\d+) may have been accepted and lost");
    private static final String REPORT = "tocsin-damage.txt";

    private final Path database;
    private final Moment moment;
    private final List<Moment> commitsBefore;
    private final Blow blow;
    private final List<String> wrong = new ArrayList<>();
    private final BlockingQueue<List<LaneRecord>> mended = new LinkedBlockingQueue<>();
    private boolean healed;

    /** @param commitsBefore what it may have gone back to without a trace, when its log was struck */
    Surgeon(Path database, Moment moment, List<Moment> commitsBefore, Blow blow) {
        this.database = database;
        this.moment = moment;
        this.commitsBefore = commitsBefore;
        this.blow = blow;
    }

    @Override
    public void committed(List<StoredEvent> events) {
        // whoever appends here reads it again
    }

    @Override
    public void mended(List<LaneRecord> lanes) {
        mended.add(lanes);
    }

    /** Whether the damage was noticed; else it was where nothing is. */
    boolean healed() {
        return healed;
    }

    /** What is wrong, in lines for people; empty when all is as it should be. */
    List<String> examine(Opener opener) throws Exception {
        EventStore store = opener.at(database);
        try {
            Found found = read(store, store.open(this));
            String report = report();
            healed = !report.isEmpty();
            if (healed || !wentBack(found)) {
                if (!healed) {
                    wrong.addAll(verdict(found, moment));
                }
                compare(found, report);
            }
            goOn(store, found);
        } catch (StoreException e) {
            wrong.add("refuses: " + e.getMessage());
        } finally {
            store.close();
        }
        return wrong;
    }

    /** Nothing tells that what was struck had been there: all is as it was before. */
    private boolean wentBack(Found found) {
        return blow.part() == Part.LOG
                && !verdict(found, moment).isEmpty()
                && commitsBefore.stream()
                        .anyMatch(before -> verdict(found, before).isEmpty());
    }

    private static List<String> verdict(Found found, Moment at) {
        return Verdict.on(found, at.orders(), at.possible());
    }

    /**
     * A page that is read for the first time may turn out damaged; then the store opens its database anew, or mends itself,
     * and reads fail meanwhile.
     */
    private Found read(EventStore store, List<LaneRecord> lanes) throws Exception {
        List<LaneRecord> now = lanes;
        long end = System.nanoTime() + BOUND.toNanos();
        while (true) {
            try {
                Found found = Found.in(store, now);
                if (mended.isEmpty()) {
                    return found;
                }
            } catch (StoreException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
            }
            List<LaneRecord> better = mended.poll(100, TimeUnit.MILLISECONDS);
            now = better == null ? now : better;
        }
    }

    private void compare(Found found, String report) {
        Account least = Account.of(moment.answered());
        List<Account> possible = moment.possible();
        Account most = possible.get(possible.size() - 1);
        Map<Lane, InLane> there = new HashMap<>(found.lanes());
        Set<Lane> lanes = new TreeSet<>((a, b) -> a.key().compareTo(b.key()));
        lanes.addAll(least.lanes().keySet());
        lanes.addAll(there.keySet());
        for (Lane lane : lanes) {
            InLane in = there.get(lane);
            List<StoredEvent> waiting = in == null ? List.of() : in.waiting();
            List<Long> numbers = waiting.stream().map(StoredEvent::order).toList();
            if (!numbers.stream().sorted().distinct().toList().equals(numbers)) {
                wrong.add(lane.key() + " is out of order: " + numbers);
            }
            Set<Integer> has = new TreeSet<>();
            waiting.forEach(event -> has.add(Found.number(event.event())));
            Set<Integer> missing = new TreeSet<>(least.lane(lane).waiting.keySet());
            missing.retainAll(most.lane(lane).waiting.keySet());
            missing.removeAll(has);
            missing(lane, missing, report);
            Set<Integer> back = new TreeSet<>(has);
            back.retainAll(settled(least, lane));
            back.removeAll(most.lane(lane).waiting.keySet());
            back(lane, back, report);
            waiting.forEach(event -> genuine(event, most, least));
        }
    }

    private static Set<Integer> settled(Account account, Lane lane) {
        Set<Integer> settled = new TreeSet<>(account.lane(lane).delivered);
        settled.addAll(account.lane(lane).dropped);
        settled.addAll(account.lane(lane).dead.keySet());
        return settled;
    }

    private void missing(Lane lane, Set<Integer> missing, String report) {
        if (missing.isEmpty()) {
            return;
        }
        List<Long> orders = missing.stream().map(moment.orders()::get).toList();
        boolean mayBe = blow.part() == Part.EVENTS || blow.part() == Part.EXCEPTIONS || blow.part() == Part.LOG;
        if (!mayBe) {
            wrong.add(lane.key() + " lost " + orders + " although " + blow.part() + " was hit");
        }
        // an event may be lost together with all that tells its lane; then its number is all that is known
        if (!report.contains(lane.id()) && !orders.stream().allMatch(order -> names(report, order))) {
            wrong.add(lane.key() + " (" + lane.id() + ") lost " + orders + ", the report does not say so");
        }
    }

    /** Whether the report has the number among those that were given and not found. */
    private static boolean names(String report, long order) {
        boolean listed = GIVEN.matcher(report)
                .results()
                .anyMatch(range -> order >= Long.parseLong(range.group(1))
                        && order <= Long.parseLong(range.group(2) == null ? range.group(1) : range.group(2)));
        return listed || AFTER.matcher(report).results().anyMatch(after -> order > Long.parseLong(after.group(1)));
    }

    private void back(Lane lane, Set<Integer> back, String report) {
        boolean mayBe = blow.part() == Part.LANES || blow.part() == Part.LOG || blow.part() == Part.EXCEPTIONS;
        if (!back.isEmpty() && !(mayBe && report.contains("May be repeated"))) {
            wrong.add(lane.key() + " has again what was settled: " + back);
        }
    }

    private void genuine(StoredEvent event, Account most, Account least) {
        int number = Found.number(event.event());
        Long order = moment.orders().get(number);
        if (order != null && order != event.order()) {
            wrong.add("event " + number + " was " + order + ", is " + event.order());
        }
        Lane lane = event.event().lane();
        Event expected = most.lane(lane)
                .waiting
                .getOrDefault(number, least.lane(lane).waiting.get(number));
        if (expected != null && !expected.equals(event.event())) {
            wrong.add("event " + number + " is not what it was: " + event.event());
        }
    }

    /** Takes an event in every lane, and delivers two in their order. */
    private void goOn(EventStore store, Found found) throws Exception {
        for (InLane in : found.lanes().values()) {
            Lane lane = in.record().lane();
            Event news = new Event(lane, "v2", Body.of("99999.0 after the harm"), null);
            long highest = in.waiting().isEmpty()
                    ? 0
                    : in.waiting().get(in.waiting().size() - 1).order();
            long order = store(() -> await(store.append(news, null)).order());
            if (order <= highest) {
                wrong.add("order number " + order + " after " + highest);
            }
            for (int i = 0; i < 2 && i < in.waiting().size(); i++) {
                StoredEvent head = store(() -> store.read(lane, 0, 1).get(0));
                if (!head.equals(in.waiting().get(i))) {
                    wrong.add("head " + head + ", expected " + in.waiting().get(i));
                }
                store(() -> await(store.settle(new Settlement(head, Result.DELIVERED, 1, ""))) == null);
            }
        }
    }

    /** Damage may be met by now, which stops the store for a moment. */
    private static <T> T store(Callable<T> work) {
        return Awaitility.await("the store works")
                .atMost(BOUND)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(work, result -> true);
    }

    /** What the report of the damage says; empty when there is none. */
    private String report() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> siblings = Files.list(database.resolveSibling("."))) {
            for (Path report : siblings.map(path -> path.resolve(REPORT)).toList()) {
                text.append(Files.exists(report) ? Files.readString(report) : "");
            }
        }
        return text.toString();
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }
}
