// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.util.Set;

/** What an answer says of the event that was sent. */
public enum Ruling {
    /** The other side has it. */
    DELIVERED,
    /** It will never take it as it is. */
    REJECTED,
    /** It asks to slow down. */
    THROTTLED,
    /** Anything that may pass by itself or by an operator's hand. */
    OUTAGE;

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;
    private static final Set<Integer> REFUSALS = Set.of(BAD_REQUEST, TOO_LARGE, UNPROCESSABLE);

    /**
     * What a status means where nothing else is documented. Only what names the content as wrong is a refusal: nothing is
     * given up because a gateway, a proxy or a captive portal answered.
     */
    public static Ruling of(int status) {
        if (status / 100 == 2) {
            return DELIVERED;
        }
        if (REFUSALS.contains(status)) {
            return REJECTED;
        }
        return status == TOO_MANY ? THROTTLED : OUTAGE;
    }
}
