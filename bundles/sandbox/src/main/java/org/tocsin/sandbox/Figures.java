// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

/**
 * What arrived since the sandbox started, or was told to forget.
 *
 * @param received requests
 * @param accepted events taken
 * @param repeated requests with the bytes of an event that was taken before
 */
record Figures(long received, long accepted, long repeated) {

    static final Figures NONE = new Figures(0, 0, 0);

    Figures with(Arrival arrival) {
        return new Figures(
                received + 1,
                accepted + (arrival.received().accepted() ? 1 : 0),
                repeated + (arrival.repeats() ? 1 : 0));
    }
}
