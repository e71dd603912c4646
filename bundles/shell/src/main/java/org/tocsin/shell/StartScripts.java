// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that Karaf has every session begin with, for aliases such as {@code la}: names or patterns below {@code
 * karaf.etc}, separated by commas.
 */
final class StartScripts {

    private static final Logger LOG = LoggerFactory.getLogger(StartScripts.class);

    private StartScripts() {}

    /** Runs them; what fails is left out, as Karaf does it. */
    static void run(Session session) {
        String names = System.getProperty("karaf.exec.init.script", System.getProperty("karaf.shell.init.script", ""));
        Path etc = Path.of(System.getProperty("karaf.etc", "etc"));
        for (String name : names.split(",", -1)) {
            if (!name.isBlank()) {
                files(etc.resolve(name.strip())).forEach(file -> run(session, file));
            }
        }
    }

    private static void run(Session session, Path file) {
        try {
            session.execute(String.join("\n", Files.readAllLines(file)));
        } catch (Exception e) {
            LOG.debug("Error in the start script {}", file, e);
        }
    }

    private static List<Path> files(Path file) {
        Path directory = file.getParent();
        if (Files.exists(file) || directory == null) {
            return List.of(file);
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> matching =
                Files.newDirectoryStream(directory, file.getFileName().toString())) {
            matching.forEach(found::add);
        } catch (IOException e) {
            LOG.debug("No start script {}", file, e);
        }
        found.sort(null);
        return found;
    }
}
