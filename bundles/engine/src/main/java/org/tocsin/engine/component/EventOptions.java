// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tocsin:event} is told.
 *
 * @param channel whose events these are
 * @param format the events' shape where the exchange does not name one; null to infer it
 * @param keyFile holds the key where the exchange does not have one; null for none
 */
record EventOptions(
        String channel, @Nullable String format, @Nullable KeyFile keyFile) {

    static EventOptions of(Options options) {
        String keyFile = options.text("keyFile");
        return new EventOptions(
                options.required("channel", "pagerduty"),
                options.text("format"),
                keyFile == null ? null : new KeyFile(Path.of(keyFile)));
    }
}
