// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/**
 * One attempt to deliver an event.
 *
 * @param event what to deliver
 * @param order its order number
 * @param attempt 1 for the first attempt since the agent started, and so on
 */
public record Delivery(Event event, long order, int attempt) {}
