// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import org.jspecify.annotations.Nullable;

/**
 * The proof that an event is durable.
 *
 * @param order its order number: of two events, the one with the lower number was accepted first
 * @param key 32 characters {@code [0-9a-f]} by which the event can be named later
 * @param dedupKey the event's dedup key, when it has one
 */
public record Receipt(long order, String key, @Nullable String dedupKey) {}
