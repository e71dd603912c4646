// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code queue list, show, drop, export, purge}: what {@code tocsin event} does, by the noun of the old commands and by
 * key, and all dead letters of an age at once.
 */
final class QueueWords {

    private static final Flag OLDER_THAN = Flag.value(
            "",
            "older-than",
            "AGE",
            "only what has been dead for so long, for example 90s, 30m, 12h, 7d (default: all)");
    private static final Flag DRY_RUN = Flag.toggle("", "dry-run", "count them, and take none out");

    private static final Map<Character, Duration> UNITS = Map.of(
            's', Duration.ofSeconds(1),
            'm', Duration.ofMinutes(1),
            'h', Duration.ofHours(1),
            'd', Duration.ofDays(1),
            'w', Duration.ofDays(7));
    private static final Instant ANY_TIME = Instant.parse("9999-12-31T23:59:59Z");
    private static final String AGE = "[0-9]{1,5}[smhdw]";

    /** Each is looked up and taken out before the caller is answered. */
    private static final int PART = 200;

    private QueueWords() {}

    /** @param key by which a lane may be named, too */
    static List<Word> words(Flag key) {
        List<Flag> ofKey = List.of(key);
        return List.of(
                QueuedEventWords.list("queue", ofKey),
                QueuedEventWords.show("queue"),
                QueuedEventWords.drop("queue", ofKey),
                TransferWords.export("queue", ofKey),
                new Word(
                                "queue purge",
                                "[--lane ID | -k KEY] [--older-than AGE] [--dry-run] [--json]",
                                "Takes dead letters out for good, and asks nothing: all, or those of a lane or an age.",
                                "'queue export' keeps a copy. Events that wait are never taken.",
                                List.of(QueuedEventWords.LANE, key, OLDER_THAN, DRY_RUN, Flag.JSON),
                                QueueWords::purge)
                        .thatIsLengthy()
                        .like("queue purge --older-than 7d", "queue purge --dry-run"));
    }

    /** The cursor: how many were taken, the lane or -, the youngest that is taken, the event before the next part. */
    private static Answer purge(Call call) throws UsageException, RefusedException, InputNeededException {
        String cursor = call.command().cursor();
        if (cursor == null) {
            @Nullable Duration age = age(call);
            String lane = QueuedEventWords.lane(call);
            return part(call, 0, lane, latest(call, age), null);
        }
        String[] parts = cursor.split("/", -1);
        if (parts.length != 4) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, "cursor: is none, bring agent and client to one version");
        }
        String lane = parts[1].equals("-") ? null : parts[1];
        try {
            return part(call, TransferWords.number(parts[0]), lane, Instant.parse(parts[2]), parts[3]);
        } catch (DateTimeException e) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, "cursor: is none, bring agent and client to one version");
        }
    }

    private static Answer part(Call call, int before, @Nullable String lane, Instant latest, @Nullable String after)
            throws RefusedException {
        EventPage page = call.desk().list(new EventQuery(lane, "dead", after, PART));
        List<String> keys = page.events().stream()
                .filter(event -> !dead(event).isAfter(latest))
                .map(EventView::key)
                .toList();
        boolean dry = call.flags().has(DRY_RUN.name());
        int dropped = keys.isEmpty() || dry ? keys.size() : call.desk().purge(keys);
        int count = before + dropped;
        if (page.next() != null) {
            return Answer.More.later(count + "/" + (lane == null ? "-" : lane) + '/' + latest + '/' + page.next());
        }
        return call.say(
                ViewJson.count(dry ? "wouldDrop" : "dropped", count),
                dry
                        ? count + (count == 1 ? " event" : " events") + " would be dropped"
                        : Format.eventsAre(count) + " dropped");
    }

    private static Instant dead(EventView event) {
        Instant since = event.since();
        return since == null ? event.accepted() : since;
    }

    private static Instant latest(Call call, @Nullable Duration age) {
        // to the second: it is a part of the cursor
        return age == null
                ? ANY_TIME
                : Instant.ofEpochSecond(call.clock().instant().minus(age).getEpochSecond());
    }

    private static @Nullable Duration age(Call call) throws UsageException {
        String given = call.flags().last(OLDER_THAN.name());
        if (given == null) {
            return null;
        }
        Duration unit = given.isEmpty() ? null : UNITS.get(given.charAt(given.length() - 1));
        if (unit == null || !given.matches(AGE)) {
            throw call.dialect().wrong(OLDER_THAN, "'" + given + "' is no age, write it as 90s, 30m, 12h, 7d or 2w");
        }
        return unit.multipliedBy(Long.parseLong(given.substring(0, given.length() - 1)));
    }
}
