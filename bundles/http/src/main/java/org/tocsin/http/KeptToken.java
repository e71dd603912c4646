// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.host.FileStamp;

/** The token in its file and the one in effect: looks when the file changes, and puts a new one there when asked to. */
final class KeptToken {

    /** What clients need who have read the old token and not been answered yet: two of their patiences, and some more. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(KeptToken.class);

    private final Path path;
    private final SecretFile file;
    private final TokenRing ring;
    private Optional<FileStamp> seen;
    private @Nullable String problem;

    KeptToken(Path path, TokenRings rings, LongSupplier nanoTime) throws NotStartedException {
        this.path = path;
        file = new SecretFile(path);
        // before it is read: what comes in between is looked at again
        seen = FileStamp.of(path);
        ring = rings.of(path, file.token(), GRACE, nanoTime);
    }

    TokenRing ring() {
        return ring;
    }

    /** A new token, at once; the old one is accepted for a while. */
    synchronized void rotate(Duration grace) throws NotStartedException {
        String token = file.rotate();
        seen = FileStamp.of(path);
        ring.replace(token, grace);
        problem = null;
        LOG.info("a new token is in {}, the old one is accepted for {} s", path, grace.toSeconds());
    }

    /** Takes what another hand has put into the file. What is no token changes nothing. */
    synchronized void look() {
        Optional<FileStamp> now = FileStamp.of(path);
        // what was wrong may have been something else than the file
        if (now.equals(seen) && problem == null) {
            return;
        }
        seen = now;
        try {
            if (now.isEmpty()) {
                throw new NotStartedException(
                        Settings.FILE + ": secretFile: " + path
                                + " is gone, put it back, or restart the agent to get a new one",
                        null);
            }
            if (ring.replace(file.token(), GRACE)) {
                LOG.info("another token is in {}, the old one is accepted for {} s", path, GRACE.toSeconds());
            }
            problem = null;
        } catch (NotStartedException e) {
            String told = problem;
            problem = e.getMessage();
            if (!Objects.equals(told, problem)) {
                LOG.warn("TOCSIN-HTTP-009 the token is not changed: {}", problem);
            }
        }
    }

    /** Why the file's token is not in effect; null when it is. */
    synchronized @Nullable String problem() {
        return problem;
    }
}
