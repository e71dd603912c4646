// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** {@code tocsin queue ...} and {@code tocsin lane ...}. Lanes go by their id; no key is shown. */
final class LaneWords {

    static final Flag KEY = Flag.value(
            "k", "key", "KEY", "only this routing key of PagerDuty; @FILE reads it from a file, - from standard input");
    private static final Flag ID = Flag.operand("id", "ID", "the lane, as 'tocsin lane list' shows it");

    private static final Flag WIDE =
            Flag.toggle("", "wide", "also the age of the oldest, its attempts, the next try and the last error");

    private LaneWords() {}

    static List<Word> words() {
        return List.of(
                new Word(
                                "queue status",
                                "[--wide] [--json]",
                                "Shows what waits, was delivered, and is dead, by lane, and when it will be sent.",
                                "DRAIN is how long what waits will take at the pace of late; in the sum that of the slowest lane.\n"
                                        + "--json always has all of it.",
                                List.of(WIDE, Flag.JSON),
                                LaneWords::status)
                        .like("queue status --wide"),
                new Word(
                                "queue retry",
                                "[-k KEY] [--json]",
                                "Sends dead letters again: those of all lanes, or those of one PagerDuty key.",
                                "'tocsin event retry' takes single ones, or those of one lane by its id.",
                                List.of(KEY, Flag.JSON),
                                LaneWords::retry)
                        .like("queue retry -k @/etc/tocsin/web.key"),
                new Word(
                                "lane list",
                                "[--json]",
                                "Shows each lane, its pace, its next try and its last error.",
                                "DRAIN is how long what waits will take at the pace of late.",
                                List.of(Flag.JSON),
                                LaneWords::list)
                        .like("lane list"),
                new Word(
                                "lane show",
                                "ID [--json]",
                                "Shows all of one lane.",
                                "",
                                List.of(ID.filledBy(Filling.LANES), Flag.JSON),
                                ID,
                                LaneWords::show)
                        .like("lane show pd-b1a316977dd9"),
                new Word(
                                "lane hold",
                                "ID [--json]",
                                "Keeps a lane from sending, also after a restart; it takes events all the same.",
                                "",
                                List.of(ID.filledBy(Filling.FREE_LANES), Flag.JSON),
                                ID,
                                call -> hold(call, true))
                        .like("lane hold pd-b1a316977dd9"),
                new Word(
                                "lane release",
                                "ID [--json]",
                                "Lets a lane that is held send again.",
                                "",
                                List.of(ID.filledBy(Filling.HELD_LANES), Flag.JSON),
                                ID,
                                call -> hold(call, false))
                        .like("lane release pd-b1a316977dd9"));
    }

    private static Answer.Done status(Call call) throws RefusedException {
        List<LaneView> lanes = call.agent().lanes();
        long waiting = sum(lanes, LaneView::waiting);
        long delivered = sum(lanes, LaneView::delivered);
        long dead = sum(lanes, LaneView::dead);
        double perMinute = lanes.stream().mapToDouble(LaneView::perMinute).sum();
        Duration drain = drain(lanes);
        Instant oldest = lanes.stream()
                .map(LaneView::oldestAccepted)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        if (call.json()) {
            return Call.say(Json.object(json -> {
                json.writeNumberField("waiting", waiting);
                json.writeNumberField("delivered", delivered);
                json.writeNumberField("dead", dead);
                ViewJson.pace(json, perMinute, drain);
                Json.nullable(json, "oldestAccepted", oldest);
                Json.nullable(
                        json,
                        "oldestAge",
                        oldest == null
                                ? null
                                : Duration.between(oldest, call.clock().instant())
                                        .truncatedTo(ChronoUnit.SECONDS));
                ViewJson.lanes(json, lanes);
            }));
        }
        if (call.flags().has(WIDE.name())) {
            return new Answer.Done(0, wide(call, lanes) + summary(waiting, delivered, dead), "");
        }
        Table table =
                new Table("", 2).row("LANE", "STATE", "WAITING", "DELIVERED", "DEAD", "OLDEST", "PER-MIN", "DRAIN");
        lanes.forEach(lane -> table.row(
                lane.id(),
                lane.state(),
                lane.waiting(),
                lane.delivered(),
                lane.dead(),
                Format.time(lane.oldestAccepted()),
                Format.rate(lane.perMinute()),
                Format.duration(lane.drain())));
        table.row("total", "", waiting, delivered, dead, "", Format.rate(perMinute), Format.duration(drain));
        return new Answer.Done(0, table.toString(), "");
    }

    private static Table wide(Call call, List<LaneView> lanes) {
        Table table = new Table("", 2)
                .row(
                        "LANE",
                        "STATE",
                        "WAITING",
                        "DELIVERED",
                        "DEAD",
                        "OLDEST",
                        "AGE",
                        "ATTEMPTS",
                        "NEXT-TRY",
                        "PER-MIN",
                        "DRAIN",
                        "LAST-ERROR");
        Instant now = call.clock().instant();
        lanes.forEach(lane -> table.row(
                lane.id(),
                lane.state(),
                lane.waiting(),
                lane.delivered(),
                lane.dead(),
                Format.time(lane.oldestAccepted()),
                Format.age(lane.oldestAccepted(), now),
                lane.waiting() == 0 ? "-" : lane.attempts(),
                Format.time(lane.nextTry()),
                Format.rate(lane.perMinute()),
                Format.duration(lane.drain()),
                lane.lastError() == null ? "-" : lane.lastError()));
        return table;
    }

    private static String summary(long waiting, long delivered, long dead) {
        return "total: " + waiting + " waiting, " + delivered + " delivered, " + dead + " dead\n";
    }

    /** When the last lane will be empty; null when that cannot be told of one, or nothing waits. */
    private static @Nullable Duration drain(List<LaneView> lanes) {
        Duration longest = null;
        for (LaneView lane : lanes) {
            Duration drain = lane.drain();
            if (drain == null && lane.waiting() > 0) {
                return null;
            }
            if (drain != null && (longest == null || drain.compareTo(longest) > 0)) {
                longest = drain;
            }
        }
        return longest;
    }

    private static Answer.Done list(Call call) throws RefusedException {
        List<LaneView> lanes = call.agent().lanes();
        if (call.json()) {
            return Call.say(ViewJson.lanes(lanes));
        }
        Table table = new Table("", 2)
                .row(
                        "LANE",
                        "STATE",
                        "WAITING",
                        "DELIVERED",
                        "DEAD",
                        "DROPPED",
                        "OLDEST",
                        "NEXT-TRY",
                        "PER-MIN",
                        "DRAIN",
                        "LAST-ERROR");
        lanes.forEach(lane -> table.row(
                lane.id(),
                lane.state(),
                lane.waiting(),
                lane.delivered(),
                lane.dead(),
                lane.dropped(),
                Format.time(lane.oldestAccepted()),
                Format.time(lane.nextTry()),
                Format.rate(lane.perMinute()),
                Format.duration(lane.drain()),
                lane.lastError() == null ? "-" : lane.lastError()));
        return new Answer.Done(0, table.toString(), "");
    }

    private static Answer.Done show(Call call) throws UsageException, RefusedException {
        LaneView lane = call.desk().lane(call.required(ID));
        if (call.json()) {
            return Call.say(ViewJson.lane(lane));
        }
        Table table = new Table("", 2)
                .row("lane", lane.id())
                .row("channel", lane.channel())
                .row("state", lane.state())
                .row("waiting", lane.waiting())
                .row("delivered", lane.delivered())
                .row("dead", lane.dead())
                .row("dropped", lane.dropped())
                .row("oldest", Format.time(lane.oldestAccepted()))
                .row("attempts", lane.attempts())
                .row("next try", Format.time(lane.nextTry()))
                .row("per minute", Format.rate(lane.perMinute()))
                .row("drain", Format.duration(lane.drain()))
                .row("last error", lane.lastError() == null ? "-" : lane.lastError());
        return new Answer.Done(0, table.toString(), "");
    }

    private static Answer.Done hold(Call call, boolean held) throws UsageException, RefusedException {
        String id = call.required(ID);
        call.desk().hold(id, held);
        return call.say(
                ViewJson.held(id, held),
                held
                        ? id + " is held: it takes events and sends none until 'tocsin lane release'"
                        : id + " sends again");
    }

    private static Answer.Done retry(Call call) throws UsageException, RefusedException, InputNeededException {
        String key = call.key(KEY);
        int count = key == null ? call.desk().retryLane(null) : call.agent().retry(key);
        return call.say(ViewJson.count("retried", count), Format.eventsAre(count) + " sent again");
    }

    private static long sum(List<LaneView> lanes, ToLongFunction<LaneView> figure) {
        return lanes.stream().mapToLong(figure).sum();
    }
}
