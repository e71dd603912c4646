// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventFormat;

/** Who reads the events of a channel, as they come and go. */
@FunctionalInterface
interface Formats {
    /** Null while nobody does. */
    @Nullable
    EventFormat of(String channel);
}
