// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import java.net.UnknownHostException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether what is pushed arrives, as far as that can be seen from here: told once when it changes, and to the health. */
final class Way {

    private static final Logger LOG = LoggerFactory.getLogger(Way.class);

    private final String what;
    private volatile @Nullable String trouble;

    /** @param what for people: {@code statsd 127.0.0.1:8125} */
    Way(String what) {
        this.what = what;
    }

    String what() {
        return what;
    }

    /** Null as long as nothing is known to be wrong. */
    @Nullable
    String trouble() {
        return trouble;
    }

    void works() {
        if (trouble != null) {
            trouble = null;
            LOG.info("{}: meters are pushed again", what);
        }
    }

    void fails(Exception cause) {
        String reason = reason(cause);
        boolean news = trouble == null;
        if (!Objects.equals(trouble, reason)) {
            trouble = reason;
        }
        if (news) {
            LOG.warn("TOCSIN-METRICS-002 {}: meters cannot be pushed, which disturbs nothing else: {}", what, reason);
        }
    }

    private static String reason(Exception cause) {
        if (cause instanceof UnknownHostException) {
            return "cannot resolve the host name";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
