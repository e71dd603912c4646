// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import org.tocsin.api.Lane;

/**
 * How the last commit left a lane.
 *
 * @param lane the lane
 * @param waiting events that wait, those put back included
 * @param waitingBytes the sum of their bodies, in bytes
 * @param delivered events delivered since the lane exists
 * @param dead dead letters
 */
public record LaneRecord(Lane lane, long waiting, long waitingBytes, long delivered, long dead) {}
