// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the dispatcher gets from outside, so that a test can hold it still.
 *
 * @param clock for people, never for order
 * @param nanoTime for rates
 * @param random for jitter; used by one thread at a time
 * @param pool where attempts and reads of the store run; they may block, and there are never more of them than slots
 * @param timers for waits and deadlines
 */
record Surroundings(Clock clock, LongSupplier nanoTime, RandomGenerator random, Executor pool, Timers timers) {}
