// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a client takes from a configuration of the Go agent.
 *
 * @param address where the agent is, {@code host:port}; null when the file does not say it
 * @param secret its token; null when the file does not say it
 */
public record GoClient(@Nullable String address, @Nullable String secret) {

    /** An agent that listens on every address is asked on this one. */
    private static final String HERE = "127.0.0.1";

    /**
     * Reads a file by the rules of its name's ending.
     *
     * @throws OfflineException when it cannot be used; says what to do, and no value
     */
    public static GoClient read(Path file) throws OfflineException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw OfflineException.of(
                    "the file " + file + " cannot be read: name one that you may read, or leave it out");
        }
        LegacyFile config = LegacyFile.read(file);
        if (!config.problems().isEmpty()) {
            throw OfflineException.of(config.problems().get(0));
        }
        String address = value(config, "address");
        return new GoClient(
                address == null ? null : address.replaceFirst("^(0\\.0\\.0\\.0|localhost)?:", HERE + ':'),
                value(config, "secret"));
    }

    private static @Nullable String value(LegacyFile config, String key) {
        String value = null;
        for (LegacyFile.Entry entry : config.entries()) {
            if (entry.key().equals(key)) {
                value = entry.value();
            }
        }
        return value == null || value.isBlank() ? null : value;
    }

    /** Prints without the secret. */
    @Override
    public String toString() {
        return "GoClient[" + address + ']';
    }
}
