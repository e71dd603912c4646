// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.nio.charset.StandardCharsets;
import org.tocsin.benchmarks.side.Texts;

/**
 * A storm in one lane: each incident is opened and, but for the last ones, closed again.
 *
 * @param events how many in all
 * @param open how many incidents stay open; together with the others they make up the number of events
 */
record Incidents(int events, int open) {

    private static final String KEY = Texts.key("storm", 0);

    /** The dedup keys of the incidents that stay open begin with it. */
    static final String OPEN = "open/";

    Incidents {
        if (open > events || (events - open) % 2 != 0) {
            throw new IllegalArgumentException("events: an incident that is closed again is two of them");
        }
    }

    /** The text of an event; the ones that stay open come evenly among the others. */
    byte[] text(long number) {
        long every = events / Math.max(1, open);
        boolean opens = open > 0 && number % every == every - 1 && number / every < open;
        long ofOthers = number - Math.min(open, (number + 1) / every - (opens ? 1 : 0));
        return opens
                ? trigger(OPEN + number / every)
                : text(ofOthers % 2 == 0 ? "trigger" : "resolve", "disk/" + ofOthers / 2);
    }

    /** An event that opens an incident. */
    static byte[] trigger(String dedupKey) {
        return text("trigger", dedupKey);
    }

    private static byte[] text(String action, String dedupKey) {
        String text = "{\"routing_key\":\"" + KEY + "\",\"event_action\":\"" + action + "\",\"dedup_key\":\"" + dedupKey
                + "\",\"payload\":{\"summary\":\"disk full\",\"source\":\"web1\",\"severity\":\"critical\"}}";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
