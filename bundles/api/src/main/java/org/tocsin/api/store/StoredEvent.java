// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import java.time.Instant;
import org.tocsin.api.Event;

/**
 * A durable event.
 *
 * @param order its order number, given at the commit; higher than that of every event accepted before
 * @param event the event, byte for byte as it was accepted
 * @param accepted when it was accepted, for people; never used to decide order
 */
public record StoredEvent(long order, Event event, Instant accepted) {}
