// SPDX-License-Identifier: Apache-2.0
/**
 * The queue: takes events, has them stored, and brings each lane's events out one by one. {@link
 * org.tocsin.queue.DurableQueue} is the service; {@link org.tocsin.queue.Dispatcher} decides which lane sends next;
 * {@link org.tocsin.queue.LaneState} is what one lane knows of itself.
 */
@NullMarked
package org.tocsin.queue;

import org.jspecify.annotations.NullMarked;
