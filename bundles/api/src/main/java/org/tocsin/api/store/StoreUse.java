// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

/**
 * How full a store is.
 *
 * @param usedBytes what counts against the limit: events that wait and dead letters; not what is kept of the delivered
 * @param maxBytes the limit
 */
public record StoreUse(long usedBytes, long maxBytes) {}
