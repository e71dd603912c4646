// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreUse;
import org.tocsin.api.store.StoreUse.Disk;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Schema;

/**
 * Decides what may still come in. Bytes are counted from the moment an event is let in, so many senders at once cannot
 * overshoot the limit. After a write that failed, events are refused for a moment without troubling the disk, so that
 * settlements, which make room, get through alone; then the next event is the probe. When the disk was full, they are
 * refused until the reserve, which settlements live on, is there again.
 */
final class Space {

    /** What an event counts beside its body. */
    static final int PER_EVENT = 100;

    private static final long GIB = 1L << 30;
    private static final int SOME = 5;
    private static final Duration REST = Duration.ofMillis(500);

    private record Refusal(StoreException reason, long until) {}

    private final long maxBytes;
    private final LongSupplier nanoTime;
    private final AtomicLong held;
    private final Runnable onFullDisk;
    private volatile @Nullable Refusal refusal;
    private volatile boolean scarce;
    private volatile boolean low;

    /** @param onFullDisk to be told each time that the disk was found full */
    Space(long maxBytes, long held, LongSupplier nanoTime, Runnable onFullDisk) {
        this.maxBytes = maxBytes;
        this.held = new AtomicLong(held);
        this.nanoTime = nanoTime;
        this.onFullDisk = onFullDisk;
    }

    /** The limit when none is configured. */
    static long automatic(Path directory, long held) throws StoreException {
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            return Math.min(GIB, held + free / 5 * 4);
        } catch (IOException e) {
            throw new StoreException("database " + directory + ": cannot tell the free space: " + e, e);
        }
    }

    /** What an event takes with a body of that size. */
    static long cost(int size) {
        return (long) size + PER_EVENT;
    }

    /** What a lane takes: all that waits, and all its exceptions that a person can list. */
    static long cost(LaneData lane) {
        return lane.waitingBytes() + lane.deadBytes() + PER_EVENT * (lane.waiting() + lane.dead() + lane.dropped());
    }

    /** Refuses what no row can hold. */
    static void checkForm(Event event) throws StoreException {
        check("channel", event.lane().channel().length(), Schema.MAX_CHANNEL);
        check("format", event.format().length(), Schema.MAX_FORMAT);
        check("body", event.body().size(), Schema.MAX_BODY);
        String dedupKey = event.dedupKey();
        check("dedup key", dedupKey == null ? 0 : dedupKey.length(), Schema.MAX_DEDUP_KEY);
    }

    /** Lets so many bytes in, or says why not. */
    void admit(long cost) throws StoreException {
        Refusal now = refusal;
        if (now != null && (scarce || now.until - nanoTime.getAsLong() > 0)) {
            throw new StoreException(String.valueOf(now.reason.getMessage()), now.reason.full(), now.reason);
        }
        if (held.addAndGet(cost) > maxBytes) {
            held.addAndGet(-cost);
            throw new StoreException(
                    "the store holds " + held.get() + " of at most " + maxBytes + " bytes (maxBytes in " + Settings.FILE
                            + "), try again when some have been delivered",
                    true,
                    null);
        }
    }

    void free(long bytes) {
        held.addAndGet(-bytes);
    }

    /** A write failed: rest a moment, and if the disk is full, until {@link #plenty}. */
    void refuse(StoreException reason) {
        refusal = new Refusal(reason, nanoTime.getAsLong() + REST.toNanos());
        if (reason.full()) {
            scarce = true;
            onFullDisk.run();
        }
    }

    /** A write did not fail; while the disk is full that means little, since what it wrote was small. */
    void recovered() {
        if (refusal != null && !scarce) {
            refusal = null;
        }
    }

    /** There is room on the disk again. */
    void plenty() {
        if (scarce) {
            scarce = false;
            refusal = null;
        }
    }

    /** Whether the disk is full, as far as is known. */
    boolean isScarce() {
        return scarce;
    }

    /** Why the last write failed; null when it did not. */
    @Nullable
    StoreException problem() {
        Refusal now = refusal;
        return now == null ? null : now.reason;
    }

    long held() {
        return held.get();
    }

    void held(long now) {
        held.set(now);
    }

    long maxBytes() {
        return maxBytes;
    }

    /**
     * Looks at what the disk has free: little is less than the reserve and a fifth of what may still come in.
     *
     * @param reserve what must be free besides
     */
    void look(long free, long reserve) {
        long little = reserve + Math.max(0, maxBytes - held.get()) / SOME;
        // not short and well again by turns
        low = free < (low ? little + little / SOME : little);
    }

    StoreUse use() {
        Disk disk = low ? Disk.SHORT : Disk.ROOM;
        return new StoreUse(held.get(), maxBytes, scarce ? Disk.FULL : disk);
    }

    private static void check(String what, int size, int most) throws StoreException {
        if (size > most) {
            throw new StoreException(what + ": " + size + " is longer than the store takes, at most " + most, null);
        }
    }
}
