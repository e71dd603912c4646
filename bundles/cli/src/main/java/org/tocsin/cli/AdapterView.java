// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/**
 * An adapter as a person sees it.
 *
 * @param name by which it is called
 * @param route the id of the route that it is; empty when it is none
 * @param owner who brought that route; empty when nobody knows
 */
public record AdapterView(String name, String route, String owner) {}
