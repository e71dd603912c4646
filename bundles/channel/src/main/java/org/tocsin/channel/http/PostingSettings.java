// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.time.Clock;
import org.tocsin.channel.Waits;

/**
 * The configuration of a channel that posts, read and checked.
 *
 * @param bounds what an attempt may take
 * @param waits how long a lane waits before it tries again
 */
public record PostingSettings(Bounds bounds, Waits waits) {

    /**
     * As it is written, each value under the key of its name.
     *
     * @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy
     */
    public static PostingSettings of(
            String file,
            String deadline,
            String connectTimeout,
            String connections,
            String throttleInitial,
            String throttleCeiling,
            String outageInitial,
            String outageCeiling,
            String retryAfterCeiling) {
        return new PostingSettings(
                Bounds.of(file, deadline, connectTimeout, connections),
                Waits.of(file, throttleInitial, throttleCeiling, outageInitial, outageCeiling, retryAfterCeiling));
    }

    HttpJudge judge() {
        return new HttpJudge(waits, bounds.deadline(), Clock.systemUTC());
    }
}
