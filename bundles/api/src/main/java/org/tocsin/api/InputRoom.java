// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for inputs of tools, over all doors, as there is one heap: an input takes many times its size while events are made
 * of it. Whoever hands one to an {@link Adapter} enters first. Small inputs never wait here; large ones wait for each other, first
 * come first served, and what the agent can never bear is refused.
 */
public final class InputRoom {

    /** The part of the heap that it has. */
    private static final int SHARE = 3;

    /** What takes less is small: as many as there are threads for them at the doors are borne. */
    private static final long SMALL = 1 << 20;

    /** So many bytes of input may wait. */
    private static final long MAX_WAITING = 2L * AdapterInput.MAX_BYTES;

    private static final int UNIT = 1 << 10;
    private static final int MEGABYTE = 1 << 20;

    private static final InputRoom OF_THIS_AGENT =
            new InputRoom(Runtime.getRuntime().maxMemory() / SHARE);

    private final int units;
    private final Semaphore free;
    private final AtomicLong waiting = new AtomicLong();

    /** @param bytes of memory */
    public InputRoom(long bytes) {
        units = units(bytes);
        free = new Semaphore(units, true);
    }

    /** That of this process, which has one heap. */
    public static InputRoom ofThisAgent() {
        return OF_THIS_AGENT;
    }

    /**
     * Makes room for an input, and for what is made of it. May block.
     *
     * @param patience how long it may wait for others
     * @return to be closed when the input is done with
     * @throws InvalidEventException when there can never be room for it
     * @throws AdapterFailedException when there was none in time
     */
    public Stay enter(Body input, Duration patience) throws InvalidEventException, AdapterFailedException {
        if (input.size() > AdapterInput.MAX_BYTES) {
            throw new InvalidEventException(
                    InvalidEventException.Kind.TOO_LARGE,
                    "body",
                    "has " + input.size() + " bytes, an input may have " + AdapterInput.MAX_BYTES + "; shorten it");
        }
        long cost = new InputCost(input.bytes()).bytes();
        if (cost > SMALL && units(cost) > units) {
            throw new InvalidEventException(
                    InvalidEventException.Kind.TOO_LARGE,
                    "body",
                    "of " + input.size() + " bytes has so many parts that it takes " + megabytes(cost)
                            + " MB to read it, and this agent has " + megabytes((long) units * UNIT)
                            + "; shorten it, or give the agent more by TOCSIN_JAVA_OPTS=-Xmx512m");
        }
        return stay(cost, input.size(), patience);
    }

    /**
     * The same for something whose cost is known; when it is more than there is, all of it.
     *
     * @param cost bytes of memory
     */
    public Stay take(long cost, Duration patience) throws AdapterFailedException {
        return stay(Math.min(cost, (long) units * UNIT), 0, patience);
    }

    private Stay stay(long cost, int size, Duration patience) throws AdapterFailedException {
        if (cost <= SMALL) {
            return new Stay(0);
        }
        int wanted = Math.min(units(cost), units);
        boolean entered = acquire(wanted, Duration.ZERO);
        if (!entered && !patience.isZero()) {
            try {
                entered = waiting.addAndGet(size) <= MAX_WAITING && acquire(wanted, patience);
            } finally {
                waiting.addAndGet(-size);
            }
        }
        if (!entered) {
            throw new AdapterFailedException(
                    "agent: has as many large inputs under way as its memory bears, try again soon");
        }
        return new Stay(wanted);
    }

    /** Bytes of input that wait. */
    long waiting() {
        return waiting.get();
    }

    private boolean acquire(int wanted, Duration patience) throws AdapterFailedException {
        try {
            return free.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdapterFailedException("agent: is stopping, try again when it is back", e);
        }
    }

    private static int units(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, (bytes + UNIT - 1) / UNIT);
    }

    private static long megabytes(long bytes) {
        return (bytes + MEGABYTE - 1) / MEGABYTE;
    }

    /** What somebody takes of the room. */
    public final class Stay implements AutoCloseable {

        private int held;

        private Stay(int held) {
            this.held = held;
        }

        /** Gives back what is more than this: most is for the translation, and its events wait longer than that. */
        public synchronized void keep(long bytes) {
            release(Math.min(held, units(bytes)));
        }

        /** Gives all back. */
        @Override
        public synchronized void close() {
            release(0);
        }

        private void release(int rest) {
            free.release(held - rest);
            held = rest;
        }
    }
}
