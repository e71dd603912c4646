// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;

/** The token of the local API, when the listener is there that has it. */
@Component(service = TokenBook.class)
public final class TokenBook {

    /** What a client needs who has read the old token and has not been answered yet, twice. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final Duration MOST = Duration.ofDays(1);

    private final AtomicReference<@Nullable TokenKeeper> keeper = new AtomicReference<>();

    /**
     * A new token; how long the old one is accepted.
     *
     * @param grace ISO-8601, up to a day; null for the usual one
     */
    Duration rotate(@Nullable String grace) throws RefusedException {
        Duration accepted = grace == null ? GRACE : parse(grace);
        TokenKeeper there = keeper.get();
        if (there == null) {
            throw new RefusedException(Reason.BUSY, "secret: the listener is not there yet, try again in a moment");
        }
        there.rotate(accepted);
        return accepted;
    }

    private static Duration parse(String text) throws RefusedException {
        try {
            Duration grace = Duration.parse(text.strip());
            if (!grace.isNegative() && grace.compareTo(MOST) <= 0) {
                return grace;
            }
        } catch (DateTimeParseException e) {
            throw new RefusedException(
                    Reason.INVALID, "grace: '" + text + "' is not a duration, use ISO-8601 such as PT10M, or PT0S");
        }
        throw new RefusedException(Reason.INVALID, "grace: '" + text + "' is not in range, use PT0S to PT24H");
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindKeeper(TokenKeeper service) {
        keeper.set(service);
    }

    void unbindKeeper(TokenKeeper service) {
        keeper.compareAndSet(service, null);
    }
}
