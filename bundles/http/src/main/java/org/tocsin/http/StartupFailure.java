// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the launcher why the agent cannot start: one line in the file that it watches. */
final class StartupFailure {

    static final String NAME = "startup-failure";

    private static final Logger LOG = LoggerFactory.getLogger(StartupFailure.class);

    private StartupFailure() {}

    /** @param data the agent's data directory; null or empty when no launcher watches */
    static void tell(@Nullable String data, String line) {
        if (data == null || data.isBlank()) {
            return;
        }
        Path directory = Path.of(data);
        try {
            Path draft = Files.createTempFile(directory, "." + NAME, "");
            Files.writeString(draft, line.replace('\n', ' ') + '\n');
            Files.move(draft, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("TOCSIN-HTTP-003 the launcher could not be told of the failure above", e);
        }
    }
}
