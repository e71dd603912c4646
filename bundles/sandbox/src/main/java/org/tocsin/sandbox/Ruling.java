// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What PagerDuty would say to one request.
 *
 * @param endpoint where it came in
 * @param body its bytes
 * @param found what is in it
 * @param answer the answer
 * @param dedupKey the event's dedup key, or the one made for it; null when it was refused without one
 */
record Ruling(
        Endpoint endpoint,
        Bytes body,
        EventCheck.Found found,
        Answer answer,
        @Nullable String dedupKey) {

    static Ruling of(Endpoint endpoint, Bytes body, EventCheck.Found found, RateLimit rate) {
        if (body.length() > Endpoint.MAX_BODY) {
            return new Ruling(endpoint, body, found, Answer.tooLarge(), found.dedupKey());
        }
        if (!found.errors().isEmpty() || found.key() == null) {
            return new Ruling(endpoint, body, found, Answer.invalid(found.errors()), found.dedupKey());
        }
        if (!rate.allows(found.key())) {
            return new Ruling(endpoint, body, found, Answer.throttled(endpoint), found.dedupKey());
        }
        String dedupKey = found.dedupKey();
        if (dedupKey == null && endpoint != Endpoint.CHANGE) {
            dedupKey = UUID.randomUUID().toString().replace("-", "");
        }
        return new Ruling(endpoint, body, found, Answer.success(endpoint, dedupKey), dedupKey);
    }

    boolean takes() {
        return answer.takes();
    }

    @Nullable
    String trouble() {
        return found.errors().isEmpty() && answer.status() == endpoint.throttled ? "rate-limit" : null;
    }
}
