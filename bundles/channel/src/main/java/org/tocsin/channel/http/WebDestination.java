// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import org.tocsin.channel.Destination;

/** What the file of a target says that is posted to. */
public interface WebDestination extends Destination {

    /** Where to. */
    WebAddress address();

    @Override
    default String peer() {
        return address().peer();
    }

    @Override
    default boolean isExposed() {
        return address().isExposed();
    }
}
