// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves the one line for the launcher, which started the process and waits for it. */
final class StartupFailure {

    private static final Logger LOG = LoggerFactory.getLogger(StartupFailure.class);

    private StartupFailure() {}

    static void note(String line) {
        String data = System.getProperty("tocsin.data");
        if (data != null) {
            try {
                Files.writeString(Path.of(data, "startup-failure"), line + '\n');
            } catch (IOException e) {
                LOG.debug("nobody can be told", e); // the data directory itself may be what is wrong
            }
        }
    }
}
