// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import org.jspecify.annotations.Nullable;

/**
 * What an append came to.
 *
 * @param order the event's order number, given at the commit; higher than that of every event accepted before
 * @param dedupKey its dedup key
 * @param repeated whether the event was there already, stored under the same submission id; nothing was stored then
 */
public record Appended(long order, @Nullable String dedupKey, boolean repeated) {}
