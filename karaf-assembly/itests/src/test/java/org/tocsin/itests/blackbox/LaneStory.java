// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import java.util.Random;

/**
 * The events of one lane: incidents that open and close, every event with a mark of its own, in the shape of v1 or v2.
 * Now and then a trigger has no dedup key, so the agent has to put one in; spaces, escapes and a number that no double
 * holds show whether the bytes are kept.
 */
final class LaneStory {

    private static final int OPEN_INCIDENTS = 3;

    private final String name;
    private final String key;
    private final boolean v1;
    private final Random random;
    private int told;

    /**
     * One event.
     *
     * @param mark text that is in no other event of the lane
     * @param version of its shape, as the header names it
     * @param text the event
     */
    record Event(String mark, String version, String text) {}

    LaneStory(String name, String key, boolean v1, long seed) {
        this.name = name;
        this.key = key;
        this.v1 = v1;
        this.random = new Random(seed);
    }

    /** The lane's key. */
    String key() {
        return key;
    }

    /** The next one. */
    Event next() {
        told++;
        String mark = name + "-" + told;
        boolean trigger = told % 2 == 1;
        String incident = "incident/" + (told / 2 % OPEN_INCIDENTS);
        boolean named = !trigger || random.nextInt(8) > 0;
        return v1 ? first(mark, trigger, named, incident) : second(mark, trigger, named, incident);
    }

    private Event first(String mark, boolean trigger, boolean named, String incident) {
        String text = "{\"service_key\":\"" + key + "\", \"event_type\":\"" + (trigger ? "trigger" : "resolve") + "\""
                + (named ? ",\n\t\"incident_key\":\"" + incident + "\"" : "")
                + ", \"description\":\"\\u00e4 disk \\/ full\", \"details\":{\"mark\":\"" + mark
                + "\",\"big\":" + big() + "}}";
        return new Event(mark, "v1", text);
    }

    private Event second(String mark, boolean trigger, boolean named, String incident) {
        String text =
                "{ \"payload\":{\"severity\":\"error\", \"summary\":\"disk full: ü, \\ud83d\\udd14\",\"source\":\"web1\","
                        + "\"custom_details\":{\"mark\":\"" + mark + "\", \"big\":" + big() + "}}, \"event_action\":\""
                        + (trigger ? "trigger" : "resolve") + "\""
                        + (named ? ", \"dedup_key\":\"" + incident + "\"" : "") + ",\"routing_key\":\"" + key
                        + "\" }\n";
        return new Event(mark, "v2", text);
    }

    private String big() {
        return "1234567890123456789012345678." + random.nextInt(1_000_000) + "0";
    }
}
