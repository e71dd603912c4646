// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/**
 * A route as a person sees it.
 *
 * @param id its route id
 * @param owner symbolic name and version of the bundle that brought it
 * @param state {@code Started}, {@code Stopped}, …, or {@code Waiting} for one that could not be started
 * @param text why it waits; empty when it does not
 */
public record RouteView(String id, String owner, String state, String text) {}
