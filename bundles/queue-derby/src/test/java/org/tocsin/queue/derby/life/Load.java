// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.life;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.life.Word.Answered;
import org.tocsin.queue.derby.life.Word.Asked;

/**
 * The life of a store, by seed: many asks are under way at once, but, as by the queue, only one settlement or change of
 * a lane. Says what it asks before and what it was promised after, on the thread that promises. What is refused has no
 * effect and is not asked again.
 */
public final class Load implements StoreListener {

    private static final int BOUND_SECONDS = 60;
    private static final int PLENTY = 100;
    private static final int STUCK = 50;

    private final SplittableRandom random;
    private final Script script;
    private final People people;
    private final Consumer<Word> tape;
    private final List<Ask> asks = new ArrayList<>();
    private final Account account = new Account();
    private final Map<Integer, Long> orders = new HashMap<>();
    private final Map<Long, StoredEvent> stored = new ConcurrentHashMap<>();
    private final Set<Lane> busy = new HashSet<>();
    private final Map<Integer, Answer> heard = new HashMap<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private int bound = 1;
    private int underWay;

    /**
     * What became of an ask.
     *
     * @param index its place among the asks
     * @param order of an event, its order number
     * @param refusal why it was not done; null when it was
     */
    public record Answer(int index, long order, @Nullable StoreException refusal) {

        private String toText() {
            return refusal == null ? "done " + order : "refused: " + refusal.getMessage();
        }
    }

    /** @param tape hears every word */
    public Load(long seed, Consumer<Word> tape) {
        this.random = new SplittableRandom(seed);
        this.script = new Script(random);
        this.people = new People(random, script);
        this.tape = tape;
    }

    @Override
    public void committed(List<StoredEvent> events) {
        events.forEach(event -> stored.put(event.order(), event));
    }

    /** One ask more, whatever is under way; answers with what has come back. */
    public List<Answer> ask(EventStore store) throws InterruptedException {
        ask(store, next());
        return hear(Integer.MAX_VALUE);
    }

    /** One ask more, and a wait when much is under way; answers with what has come back. */
    public List<Answer> step(EventStore store) throws InterruptedException {
        if (random.nextInt(15) == 0) {
            bound = 1 + random.nextInt(random.nextBoolean() ? 4 : 50);
        }
        ask(store, next());
        return hear(bound);
    }

    /** Waits until no more than so many are under way. */
    public List<Answer> hear(int most) throws InterruptedException {
        List<Answer> heard = new ArrayList<>();
        while (underWay > most || !answers.isEmpty()) {
            heard.add(hear());
        }
        return heard;
    }

    /** What was asked so far. */
    public List<Ask> asks() {
        return asks;
    }

    /** What must be there after all that was answered. */
    public Account account() {
        return account;
    }

    /** The order numbers that were promised, by the numbers of the events. */
    public Map<Integer, Long> orders() {
        return orders;
    }

    /** What was asked about an event and what came of it, in lines for people. */
    public List<String> story(int number) {
        List<String> story = new ArrayList<>();
        for (int index = 0; index < asks.size(); index++) {
            Ask ask = asks.get(index);
            boolean about = ask instanceof Ask.Append append
                    ? append.number() == number
                    : ask instanceof Ask.Settle settle
                            ? settle.number() == number
                            : ((Ask.Change) ask).numbers().contains(number);
            if (about) {
                Answer answer = heard.get(index);
                story.add(index + ": " + ask + " -> " + (answer == null ? "nothing" : answer.toText()));
            }
        }
        return story;
    }

    private Ask next() {
        Ask ask = null;
        // the more waits, the less comes
        boolean append = random.nextInt(PLENTY) > account.waiting() / 2 && random.nextInt(10) < 5;
        for (int tries = append ? 0 : 4; tries > 0 && ask == null; tries--) {
            Lane lane = script.lane();
            ask = busy.contains(lane) ? null : onTheWay(lane, account.lane(lane));
        }
        return ask == null ? script.append() : ask;
    }

    private @Nullable Ask onTheWay(Lane lane, LaneAccount state) {
        int kind = random.nextInt(100);
        if (kind < 80) {
            // one lane hardly moves, so that old segments are held by it
            boolean stuck = script.isSlow(lane) && state.waiting.size() < STUCK && random.nextInt(15) != 0;
            return stuck ? null : people.deliver(state, orders, stored);
        }
        return kind < 83 ? people.deliverAgain(state, orders, stored) : people.change(lane, state, orders);
    }

    private void ask(EventStore store, Ask ask) {
        int index = asks.size();
        asks.add(ask);
        underWay++;
        tape.accept(new Asked(index));
        CompletionStage<?> answer;
        if (ask instanceof Ask.Append append) {
            answer = store.append(append.event(), append.submission());
        } else {
            busy.add(ask.lane());
            answer = ask instanceof Ask.Settle settle
                    ? store.settle(settle.settlement())
                    : store.change(((Ask.Change) ask).change());
        }
        answer.whenComplete((result, failure) -> {
            long order = result instanceof Appended appended ? appended.order() : 0;
            if (failure == null) {
                tape.accept(new Answered(index, order));
            }
            answers.add(new Answer(index, order, failure == null ? null : refusal(failure)));
        });
    }

    private static StoreException refusal(Throwable failure) {
        return failure instanceof StoreException refusal
                ? refusal
                : new StoreException("not a refusal, but " + failure, failure);
    }

    private Answer hear() throws InterruptedException {
        Answer answer = answers.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("the store does not answer");
        }
        underWay--;
        heard.put(answer.index(), answer);
        Ask ask = asks.get(answer.index());
        if (!(ask instanceof Ask.Append)) {
            busy.remove(ask.lane());
        }
        if (answer.refusal() == null) {
            account.apply(ask);
            if (ask instanceof Ask.Append append) {
                take(append.number(), answer.order());
                script.accepted(append);
            }
        }
        return answer;
    }

    private void take(int number, long order) {
        Long before = orders.putIfAbsent(number, order);
        if (before != null && before != order) {
            throw new AssertionError("event " + number + " was " + before + ", is " + order);
        }
    }
}
