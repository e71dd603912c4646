// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.Lane;

/** Events of a channel whose keys are names of targets, and no secrets. */
record PlainFormat(String channel) implements EventFormat {

    @Override
    public boolean hasSecretKeys() {
        return false;
    }

    @Override
    public Event read(Body text, @Nullable String format, @Nullable String key) {
        return new Event(new Lane(channel, key == null ? "ops" : key), "plain", text, null);
    }
}
