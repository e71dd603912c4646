// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the launcher says when the service manager asks for a reload. The agent reads a changed file by itself, so what is left
 * is to say what is in effect by then, and what is not.
 */
final class Reload {

    /** The agent looks every second, and takes a file that was the same twice. */
    private static final Duration SEEN = Duration.ofSeconds(3);

    private Reload() {}

    /** How long until the agent has surely seen the file that was written last. */
    static Duration untilSeen(Path etc, Clock clock) throws IOException {
        long newest = 0;
        try (Stream<Path> files = Files.list(etc)) {
            for (Path file : files.toList()) {
                newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
            }
        }
        Duration left = SEEN.minusMillis(clock.millis() - newest);
        return left.isNegative() ? Duration.ZERO : left.compareTo(SEEN) > 0 ? SEEN : left;
    }

    /**
     * The line, without the program's name.
     *
     * @param checked the last line of the check
     * @param errors how many things are wrong
     * @param atStart files that have changed and are read at a start only
     */
    static String line(String checked, int errors, List<String> atStart) {
        String effect =
                errors == 0 ? "what changed is in effect" : "what is wrong is not in effect, what else changed is";
        String left = atStart.isEmpty()
                ? ""
                : ", but " + String.join(", ", atStart)
                        + (atStart.size() == 1 ? " is read at a start only" : " are read at a start only")
                        + ": restart the agent";
        return "reload: " + effect + left + "; " + checked;
    }
}
