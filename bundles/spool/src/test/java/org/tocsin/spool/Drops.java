// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Drops files as senders do. */
final class Drops {

    static final String BOOT = "0123abcd";
    static final String KEY = "0123456789abcdef0123456789abcdef";
    static final String OTHER = "fedcba9876543210fedcba9876543210";

    private final Path directory;
    private int count;

    Drops(Path directory) {
        this.directory = directory;
    }

    static String event(String key, String mark) {
        return "{\"routing_key\":\"" + key + "\",\"event_action\":\"resolve\",\"dedup_key\":\"" + mark + "\"}";
    }

    static String name(long micros, String boot, long nanos, int random) {
        return String.format(Locale.ROOT, "%016d-%s-%018d-%032x.event", micros, boot, nanos, random);
    }

    static String envelope(String submission, String event) {
        return "tocsin-spool 1\nchannel: pagerduty\nformat: v2\nsubmission: " + submission + "\nlength: "
                + event.getBytes(StandardCharsets.UTF_8).length + "\n\n" + event;
    }

    /** What a tool said. */
    static String input(String submission, String text) {
        return envelope(submission, text).replace("channel: pagerduty\nformat: v2", "channel: adapter\nformat: any");
    }

    /** The next event of a sender. */
    Path drop(String key, String mark) throws IOException {
        int number = ++count;
        return put(
                name(1_700_000_000_000_000L + number, BOOT, number, number), envelope("s" + number, event(key, mark)));
    }

    Path put(String name, String content) throws IOException {
        Path draft = Files.writeString(directory.resolve("." + name + ".part"), content);
        return Files.move(draft, directory.resolve(name));
    }
}
