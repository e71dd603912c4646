// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps the tokens that are accepted while the listener is made anew for another configuration: how long an old one still
 * counts is a promise. Immediate, so that it does not go with its only user.
 */
@Component(immediate = true, service = TokenRings.class)
public final class TokenRings {

    private @Nullable Kept kept;

    private record Kept(Path file, TokenRing ring) {}

    /**
     * The ring of a file, with that token in front; another file has another ring, and the one before is forgotten.
     *
     * @param grace how long the token in front until now is accepted, when it is another one
     */
    synchronized TokenRing of(Path file, String token, Duration grace, LongSupplier nanoTime) {
        Kept before = kept;
        if (before != null && before.file.equals(file)) {
            before.ring.replace(token, grace);
            return before.ring;
        }
        TokenRing ring = new TokenRing(token, nanoTime);
        kept = new Kept(file, ring);
        return ring;
    }
}
