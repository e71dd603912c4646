// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What was built, and when. */
record Version(String number, String date) {

    static Version read() {
        Properties stamp = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties: missing beside the classes");
            }
            stamp.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties: cannot be read", e);
        }
        return new Version(stamp.getProperty("version", "unavailable"), stamp.getProperty("date", "unavailable"));
    }
}
