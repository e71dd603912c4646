// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Where the queue's database is, as the agent finds it. */
final class DatabaseDirectory {

    private static final String DATA = "$[prop:tocsin.data;default=data]";

    private DatabaseDirectory() {}

    /**
     * As the store's configuration says.
     *
     * @param environment of the launcher, which has set {@code TOCSIN_DATA} and {@code TOCSIN_ETC}
     */
    static Path of(StoreBundle store, Map<String, String> environment) throws OfflineException {
        String data = environment.getOrDefault("TOCSIN_DATA", "");
        if (data.isEmpty()) {
            throw OfflineException.of("TOCSIN_DATA is not set: call this by the launcher 'tocsin'");
        }
        String configured = environment.getOrDefault(store.variable(), "");
        if (configured.isEmpty()) {
            configured = read(Path.of(environment.getOrDefault("TOCSIN_ETC", data), store.file()));
        }
        String directory = configured.isEmpty() ? data + "/db/queue" : configured.replace(DATA, data);
        if (directory.contains("$[")) {
            throw OfflineException.of(store.file() + ": directory: '" + configured
                    + "' is understood by the agent only, set " + store.variable() + " to what it means");
        }
        return Path.of(data).resolve(directory).normalize();
    }

    private static String read(Path file) throws OfflineException {
        if (!Files.exists(file)) {
            return "";
        }
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw OfflineException.of(file + ": cannot be read: run this as the user of the agent");
        }
        return properties.getProperty("directory", "").strip();
    }
}
