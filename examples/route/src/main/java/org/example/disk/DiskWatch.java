// SPDX-License-Identifier: Apache-2.0
package org.example.disk;

import java.io.IOException;
import java.util.Locale;
import org.apache.camel.util.json.JsonObject;

/** Decides when there is something to tell about a disk, and what. For one thread. */
final class DiskWatch {

    private enum Level {
        UNKNOWN,
        ENOUGH,
        LOW
    }

    private final String host;
    private final Space space;
    private final int limit;
    private Level told = Level.UNKNOWN;
    private Level seen = Level.UNKNOWN;

    /** @param limit in percent */
    DiskWatch(String host, Space space, int limit) {
        this.host = host;
        this.space = space;
        this.limit = limit;
    }

    /** How much room there is. */
    interface Space {
        /** In percent of the whole. */
        double freePercent() throws IOException;

        /** What a person calls it. */
        String name();
    }

    /**
     * Looks at the disk.
     *
     * @return an event for PagerDuty's Events API v2, or null when nothing has changed. The first look always tells: what
     *     was told before the last stop is not known, and repeating it does no harm, because of the dedup key
     */
    String news() throws IOException {
        double free = space.freePercent();
        seen = free < limit ? Level.LOW : Level.ENOUGH;
        if (seen == told) {
            return null;
        }
        JsonObject event = new JsonObject();
        event.put("event_action", seen == Level.LOW ? "trigger" : "resolve");
        event.put("dedup_key", "disk-space/" + host + space.name());
        if (seen == Level.LOW) {
            JsonObject payload = new JsonObject();
            payload.put(
                    "summary",
                    String.format(Locale.ROOT, "%s on %s: %.1f %% free, limit %d %%", space.name(), host, free, limit));
            payload.put("source", host);
            payload.put("severity", "critical");
            event.put("payload", payload);
        }
        return event.toJson();
    }

    /** The last news is on the queue. */
    void told() {
        told = seen;
    }
}
