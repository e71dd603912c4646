// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tocsin:adapter} is told.
 *
 * @param name the adapter's name
 * @param channel whose events those drafts are that do not say so
 * @param format the shape of drafts that do not name one; null to infer it
 * @param keyFile holds the key of drafts that come without one; null for none
 */
record AdapterOptions(
        String name,
        String channel,
        @Nullable String format,
        @Nullable KeyFile keyFile) {

    // it stands in paths, in commands and in the names of files
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    static AdapterOptions of(Options options) {
        String name = options.required("name", "nagios");
        if (!NAME.matcher(name).matches()) {
            throw options.wrong("name", "must begin with a small letter and have small letters, digits and hyphens");
        }
        String keyFile = options.text("keyFile");
        return new AdapterOptions(
                name,
                options.text("channel", "pagerduty"),
                options.text("format"),
                keyFile == null ? null : new KeyFile(Path.of(keyFile)));
    }
}
