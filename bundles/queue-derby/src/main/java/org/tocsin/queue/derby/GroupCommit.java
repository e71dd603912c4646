// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.Operation.Append;
import org.tocsin.queue.derby.Operation.Found;
import org.tocsin.queue.derby.Operation.Settle;
import org.tocsin.queue.derby.format.BlockWriter;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.StoreData;

/** What one commit will make of the book: drafted from operations, written as rows, and published when it is certain. */
final class GroupCommit {

    private final Book book;
    private final Rows out;
    private final Surroundings around;
    private final Instant now;
    private final Map<Lane, LaneDraft> lanes = new LinkedHashMap<>();
    private final List<StoredEvent> stored;
    private final List<LaneDraft> storedIn;
    private final List<Runnable> answers;
    private final Map<Submission, Appended> submitted = new HashMap<>();
    private int generation;
    private long generationSince;
    private @Nullable BlockWriter writer;
    private @Nullable LaneDraft lastLane;
    private @Nullable Succession succession;
    private @Nullable Integer forgotten;
    private int newLanes;
    private long lastOrder;
    private long admitted;

    /** What the writer works with. */
    record Surroundings(
            Book book,
            Statements statements,
            Submissions submissions,
            Exceptions exceptions,
            Blocks blocks,
            Ring ring,
            Limits limits,
            JdbcTemplate sql) {}

    private record Submission(Lane lane, SubmissionId id) {}

    /** @param size how many operations it will be */
    GroupCommit(Surroundings around, Instant now, int size) {
        this.stored = new ArrayList<>(size);
        this.storedIn = new ArrayList<>(size);
        this.answers = new ArrayList<>(size);
        this.around = around;
        this.book = around.book();
        this.now = now;
        this.lastOrder = book.store().lastOrder();
        this.generation = book.store().generation();
        this.generationSince = book.store().generationSince();
        this.out = new Rows(around.statements());
    }

    long now() {
        return now.toEpochMilli();
    }

    Book book() {
        return book;
    }

    /** What was appended, in order. */
    List<StoredEvent> stored() {
        return stored;
    }

    Limits limits() {
        return around.limits();
    }

    /** What the ledger will say. */
    StoreData store() {
        StoreData last = book.store();
        return new StoreData(last.version(), last.identity(), stamp(), lastOrder, generation, generationSince);
    }

    /** The number of this commit. */
    long stamp() {
        return book.store().commits() + 1;
    }

    /** Tells those who wait, once it is certain. */
    List<Runnable> answers() {
        return answers;
    }

    void answer(Runnable answer) {
        answers.add(answer);
    }

    /** How much more of the space is taken than was admitted, or less. */
    long growth() {
        return lanes.values().stream().mapToLong(LaneDraft::growth).sum() - admitted;
    }

    /** Drafts the operations and writes their rows in the transaction of the calling thread. */
    void write(List<Operation> batch) throws Exception {
        Changes changes = new Changes(this);
        Upkeeping upkeeping = new Upkeeping(this);
        for (Operation operation : batch) {
            admitted += operation.admitted();
            if (operation instanceof Append append) {
                append(append);
            } else if (operation instanceof Settle settle) {
                settle(settle);
            } else if (operation instanceof Operation.Change change) {
                changes.apply(change);
            } else if (operation instanceof Operation.Upkeep upkeep) {
                upkeeping.apply(upkeep);
            }
        }
        if (writer != null) {
            writer.flush();
        }
        out.write(lanes.values(), store());
    }

    private void append(Append append) throws Exception {
        Event event = append.event();
        SubmissionId id = append.submission();
        CompletableFuture<Appended> done = append.done();
        Appended known = id == null ? null : known(event.lane(), id);
        if (known != null) {
            answer(() -> done.complete(known));
            return;
        }
        StoreException refusal = append.refusal();
        if (refusal != null) {
            answer(() -> append.fail(refusal));
            return;
        }
        LaneDraft lane = laneOrNew(event.lane());
        BlockWriter to = writer();
        long order = ++lastOrder;
        StoredEvent made = new StoredEvent(order, event, now);
        to.add(lane.id(), lane.ahead(), made);
        lane.appended(append.size());
        stored.add(made);
        storedIn.add(lane);
        if (id != null) {
            submit(lane, id, made);
        }
        Appended answer = new Appended(order, event.dedupKey(), false);
        answer(() -> done.complete(answer));
    }

    private @Nullable Appended known(Lane lane, SubmissionId id) {
        Appended own = submitted.get(new Submission(lane, id));
        LaneBook base = book.lane(lane);
        return own != null || base == null ? own : around.submissions().find(base.id(), id, generation, now());
    }

    private void submit(LaneDraft lane, SubmissionId id, StoredEvent made) {
        String dedupKey = made.event().dedupKey();
        submitted.put(new Submission(lane.lane(), id), new Appended(made.order(), dedupKey, true));
        // an id may be there still, older than a day, when the clock has jumped
        boolean old = around.submissions().filter().mayHold(generation, lane.id(), id);
        out.submit(new Rows.SubmissionRow(generation, lane.id(), id.text(), made.order(), dedupKey, now(), old));
    }

    private void settle(Settle settle) {
        LaneDraft lane = lane(settle.settlement().lane());
        if (lane != null) {
            long order = settle.settlement().order();
            if (lane.waitsPlainly(order)) {
                lane.settle(settle.settlement(), null, now(), stamp());
            } else {
                Excepted exception = exception(lane, order);
                if (exception != null && exception.standing().mark().waits()) {
                    lane.settle(settle.settlement(), exception, now(), stamp());
                }
            }
        }
        answer(() -> settle.done().complete(null));
    }

    /** An exception as this commit has left it so far. */
    @Nullable
    Excepted exception(LaneDraft lane, long order) {
        LaneDraft.Row row = lane.rows().get(order);
        if (row != null) {
            return row.stored() == null || row.standing() == null
                    ? null
                    : new Excepted(lane.id(), row.stored(), row.standing());
        }
        if (!lane.hadException(order)) {
            return null;
        }
        Excepted found = around.exceptions().read(order);
        if (found == null) {
            throw new UnexplainedException(
                    "exception " + order + " is not in its table",
                    () -> around.exceptions().read(order) != null);
        }
        return found;
    }

    /** An event that waits plainly. */
    StoredEvent plain(long order) {
        StoredEvent open = book.open().find(order);
        if (open != null) {
            return open;
        }
        Segment segment = book.segment(order);
        if (segment == null) {
            throw new DamagedException("event " + order + " is in no segment");
        }
        Found found = around.blocks().find(segment, order);
        if (found == null) {
            throw new UnexplainedException(
                    "event " + order + " is not in its block",
                    () -> around.blocks().find(segment, order) != null);
        }
        return found.stored();
    }

    /** The lane as drafted; null when it was never seen. */
    @Nullable
    LaneDraft lane(Lane lane) {
        LaneDraft last = lastLane;
        if (last != null && last.lane().equals(lane)) {
            return last;
        }
        LaneDraft draft = lanes.get(lane);
        LaneBook base = draft == null ? book.lane(lane) : null;
        lastLane = base == null ? draft : lane(base);
        return lastLane;
    }

    private LaneDraft lane(LaneBook base) {
        return lanes.computeIfAbsent(base.lane(), lane -> new LaneDraft(book, base, base.data()));
    }

    /** The same, and new if it was never seen. */
    LaneDraft laneOrNew(Lane lane) {
        LaneDraft known = lane(lane);
        if (known != null) {
            return known;
        }
        LaneDraft made = new LaneDraft(book, null, LaneData.empty(book.nextLaneId() + newLanes++, lane));
        lanes.put(lane, made);
        lastLane = made;
        return made;
    }

    /** The segment that this commit appends to. */
    OpenSegment target() {
        return succession == null ? book.open() : succession.next();
    }

    private BlockWriter writer() throws Exception {
        BlockWriter ready = writer;
        if (ready == null) {
            OpenSegment open = book.open();
            Limits limits = around.limits();
            if (limits.isFull(open) && !seal(limits.patience(open), limits) && limits.isOver(open)) {
                throw new IllegalStateException("no table is ready for the next events");
            }
            OpenSegment to = target();
            out.to(to.slot());
            ready = new BlockWriter(to.id(), to.nextBlock(), stamp(), out::block);
            writer = ready;
        }
        return ready;
    }

    /** Ends the open segment, if it has an event and there is room for the next one. Before anything is appended. */
    boolean seal(Duration patience, Limits limits) throws Exception {
        if (succession != null || writer != null || book.open().events() == 0) {
            return false;
        }
        succession = Succession.of(book, around.ring(), limits, lastOrder + 1, patience);
        if (succession == null) {
            return false;
        }
        out.seal(succession, now());
        // a start counts what rows do not count in the open segment alone
        for (LaneBook base : book.lanes()) {
            if (base.ahead() > 0) {
                lane(base).catchUp();
            }
        }
        return true;
    }

    /** Takes the segments of a table out of the catalogue. */
    void forget(int slot, List<Segment> segments) {
        forgotten = slot;
        out.forget(segments);
    }

    /** Not taken back when the commit fails: what the table holds is too old to be asked for. */
    void blind(int old) {
        around.submissions().filter().clear(old);
    }

    void turn(int next) {
        generation = next;
        generationSince = now();
    }

    /** It is certain: the book says so too. Answers whether the keeper may have something to do. */
    boolean publish() {
        boolean work = succession != null || forgotten != null;
        book.writing().lock();
        try {
            for (LaneDraft lane : lanes.values()) {
                work |= publish(lane);
            }
            if (succession != null) {
                succession.publish(book, now());
            }
            if (forgotten != null) {
                int slot = forgotten;
                book.segments().removeIf(segment -> segment.slot() == slot);
            }
            for (int i = 0; i < stored.size(); i++) {
                book.open().add(storedIn.get(i).id(), stored.get(i));
            }
            out.blocks().forEach(block -> book.open().addBlock(block.first(), block.size()));
            book.store(store());
        } finally {
            book.writing().unlock();
        }
        out.submissions().forEach(row -> around.submissions().filter().add(row.generation(), row.lane(), row.id()));
        return work;
    }

    private boolean publish(LaneDraft draft) {
        LaneBook base = draft.base();
        if (base == null) {
            book.add(draft.toData());
            return false;
        }
        boolean work = false;
        if (draft.needsRow()) {
            base.wroteTo(draft.table());
        } else {
            base.runsAhead(draft.appended());
        }
        base.data(draft.toData());
        draft.rows().forEach((order, row) -> base.marks().put(order, row.mark()));
        for (long order : draft.left()) {
            Segment segment = book.segment(order);
            if (segment != null) {
                segment.live(segment.live() - 1);
                work |= segment.live() == 0;
            }
        }
        return work;
    }

    /** It did not come to be: what was taken goes back. */
    void discard() {
        if (succession != null) {
            succession.discard(around.ring());
        }
    }
}
