// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/**
 * One attempt to deliver an event.
 *
 * @param event what to deliver
 * @param order its order number, which only this store gives once
 * @param key its name, as in its {@link Receipt}: no other event of any store has it
 * @param attempt 1 for the first attempt since the agent started, and so on
 */
public record Delivery(Event event, long order, String key, int attempt) {}
