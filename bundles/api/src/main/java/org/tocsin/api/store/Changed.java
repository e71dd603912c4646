// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

/**
 * What a change came to.
 *
 * @param events how many events it met
 * @param lane how the lane stands after the commit
 */
public record Changed(int events, LaneRecord lane) {}
