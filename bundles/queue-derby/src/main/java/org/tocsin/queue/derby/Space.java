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

/**
 * Decides what may still come in. Bytes are counted from the moment an event is let in, so many senders at once cannot
 * overshoot the limit. After a write that the disk refused, events are refused for a moment without troubling the disk,
 * so that settlements, which make room, get through alone; then the next event is the probe.
 */
final class Space {

    private static final long GIB = 1L << 30;
    private static final Duration REST = Duration.ofSeconds(1);

    private record Refusal(StoreException reason, long until) {}

    private final long maxBytes;
    private final LongSupplier nanoTime;
    private final AtomicLong held;
    private volatile @Nullable Refusal refusal;

    Space(long maxBytes, long held, LongSupplier nanoTime) {
        this.maxBytes = maxBytes;
        this.held = new AtomicLong(held);
        this.nanoTime = nanoTime;
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

    /** Lets an event in, or says why not. */
    void admit(Event event) throws StoreException {
        check("channel", event.lane().channel().length(), Schema.MAX_CHANNEL);
        check("format", event.format().length(), Schema.MAX_FORMAT);
        check("body", event.body().size(), Schema.MAX_BODY);
        String dedupKey = event.dedupKey();
        check("dedup key", dedupKey == null ? 0 : dedupKey.length(), Schema.MAX_TEXT);
        Refusal now = refusal;
        if (now != null && now.until - nanoTime.getAsLong() > 0) {
            throw new StoreException(String.valueOf(now.reason.getMessage()), now.reason.full(), now.reason);
        }
        int size = event.body().size();
        if (held.addAndGet(size) > maxBytes) {
            held.addAndGet(-size);
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

    /** A write failed: rest a moment. */
    void refuse(StoreException reason) {
        refusal = new Refusal(reason, nanoTime.getAsLong() + REST.toNanos());
    }

    void recovered() {
        if (refusal != null) {
            refusal = null;
        }
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

    long maxBytes() {
        return maxBytes;
    }

    private static void check(String what, int size, int most) throws StoreException {
        if (size > most) {
            throw new StoreException(what + ": " + size + " is longer than the store takes, at most " + most, null);
        }
    }
}
