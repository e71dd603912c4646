// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code tocsin event list, show, retry, drop, edit}: what is on the queue. */
final class QueuedEventWords {

    static final String KEY_PATTERN = "[0-9a-f]{32}";

    static final Flag LANE = Flag.value("", "lane", "ID", "only this lane, as 'tocsin lane list' shows it")
            .filledBy(Filling.LANES);
    static final Flag STATE = Flag.value(
                    "",
                    "state",
                    "STATE",
                    String.join(", ", EventQuery.STATES) + " (default: " + EventQuery.DEFAULT_STATE + ")")
            .filledBy(Filling.words(EventQuery.STATES));

    private static final Flag KEY = Flag.operand("event", "KEY", "the event, as it was printed when it was accepted");
    private static final Flag KEYS = Flag.operands("event", "KEY", "an event, as 'tocsin event list' shows it");
    private static final Flag LIMIT = Flag.value(
            "",
            "limit",
            "N",
            "at most so many, up to " + EventQuery.MAX_LIMIT + " (default: " + EventQuery.DEFAULT_LIMIT + ")");
    private static final Flag NEWEST =
            Flag.toggle("", "newest", "the last ones, of which the newest is the last line, and not the first ones");
    static final Flag AFTER = Flag.value(
            "", "after", "ORDER", "only events that were accepted after the one of this order number, or of this key");
    private static final Flag WITH_KEY = Flag.toggle("", "with-key", "show the body with its routing key");
    private static final Flag ALL = Flag.toggle("", "all", "all dead letters of all lanes");
    private static final Flag BODY =
            Flag.value("", "body", "FILE", "the new text; - for standard input (default: standard input)");
    private static final Flag RETRY = Flag.toggle("", "retry", "send it again at once");

    static final Flag REASON = Flag.value(
            "", "reason", "TEXT", "why, for who looks at it later, up to 200 characters (default: dropped by hand)");

    private static final int ANSWER_WIDTH = 80;
    private static final String EXAMPLE_KEY = "478b38107663298d0000000000000002";

    private QueuedEventWords() {}

    static List<Word> words() {
        return List.of(
                list("event", List.of()),
                show("event"),
                new Word(
                                "event retry",
                                "KEY... | --lane ID | --all [--json]",
                                "Sends dead letters again, in their old places.",
                                "When one of several keys is none of a dead letter, none is sent.",
                                List.of(KEYS.filledBy(Filling.DEAD_EVENTS), LANE, ALL, Flag.JSON),
                                KEYS,
                                QueuedEventWords::retry)
                        .like("event retry " + EXAMPLE_KEY, "event retry --lane pd-b1a316977dd9"),
                drop("event", List.of()),
                new Word(
                                "event edit",
                                "KEY [--body FILE] [--retry] [--json]",
                                "Puts another text in the place of a dead letter.",
                                "The text is checked as that of a new event, and must be of the same routing key, which may be left\n"
                                        + "out. The event stays dead unless --retry is given, and keeps its place.",
                                List.of(KEY.filledBy(Filling.DEAD_EVENTS), BODY, RETRY, Flag.JSON),
                                KEY,
                                QueuedEventWords::edit)
                        .like("event edit " + EXAMPLE_KEY + " --body new.json --retry"));
    }

    /** @param noun {@code event} or {@code queue} */
    static Word list(String noun, List<Flag> ofKey) {
        return new Word(
                        noun + " list",
                        "[--lane ID]" + alternative(ofKey)
                                + " [--state STATE] [--newest] [--limit N] [--after ORDER] [--json]",
                        "Shows events in the order of their acceptance; without a state dead letters.",
                        "When there are more, the last line says how to go on.",
                        join(List.of(LANE), ofKey, STATE, NEWEST, LIMIT, AFTER, Flag.JSON),
                        QueuedEventWords::list)
                .like(noun + " list", noun + " list --state delivered --newest --limit 20");
    }

    static Word show(String noun) {
        return new Word(
                        noun + " show",
                        "KEY [--with-key] [--json]",
                        "Shows all of one event: the answer that it got, and its body.",
                        "The routing key is struck out of the body unless --with-key is given.",
                        List.of(KEY.filledBy(Filling.UNSENT_EVENTS), WITH_KEY, Flag.JSON),
                        KEY,
                        QueuedEventWords::show)
                .like(noun + " show " + EXAMPLE_KEY);
    }

    static Word drop(String noun, List<Flag> ofKey) {
        return new Word(
                        noun + " drop",
                        "KEY... | --lane ID" + alternative(ofKey) + " --state STATE [--reason TEXT] [--json]",
                        "Takes events out for good, and asks nothing: dead letters, or events that wait.",
                        "'tocsin event export' keeps a copy. What was dropped while it waited is listed as dropped.",
                        join(
                                List.of(KEYS.filledBy(Filling.UNSENT_EVENTS), LANE),
                                ofKey,
                                Flag.value("", "state", "STATE", "dead or waiting")
                                        .filledBy(Filling.words(List.of("dead", "waiting"))),
                                REASON,
                                Flag.JSON),
                        KEYS,
                        QueuedEventWords::drop)
                .like(noun + " drop " + EXAMPLE_KEY, noun + " drop --lane pd-b1a316977dd9 --state dead");
    }

    static String alternative(List<Flag> ofKey) {
        return ofKey.isEmpty() ? "" : " | -k KEY";
    }

    static List<Flag> join(List<Flag> first, List<Flag> second, Flag... third) {
        return Stream.of(first, second, List.of(third)).flatMap(List::stream).toList();
    }

    /** The id of the lane that was named, by itself or by its key; null when none was. */
    static @Nullable String lane(Call call) throws UsageException, RefusedException, InputNeededException {
        String lane = call.flags().last(LANE.name());
        for (Flag flag : List.of(LaneWords.KEY, EnqueueWords.ROUTING_KEY)) {
            if (!call.word().flags().contains(flag) || !call.flags().has(flag.name())) {
                continue;
            }
            if (lane != null) {
                throw new UsageException(LANE.forms("/") + ", " + flag.forms("/") + ": give one of them");
            }
            List<LaneView> lanes = PagerDutyLanes.of(call.agent(), call.key(flag));
            if (lanes.isEmpty()) {
                throw new RefusedException(
                        RefusedException.Reason.UNKNOWN,
                        flag.name() + ": nothing was ever queued for this key, see 'tocsin lane list'");
            }
            return lanes.get(0).id();
        }
        return lane;
    }

    private static Answer.Done list(Call call) throws UsageException, RefusedException, InputNeededException {
        EventQuery query = query(call);
        EventPage page = call.desk().list(call.flags().has(NEWEST.name()) ? query.ofNewest() : query);
        if (call.json()) {
            return Call.say(ViewJson.events(page));
        }
        Table table = new Table("", 2).row("KEY", "ORDER", "STATE", "LANE", "ACCEPTED", "ATTEMPTS", "ANSWER");
        page.events()
                .forEach(event -> table.row(
                        event.key(),
                        event.order(),
                        event.state(),
                        event.lane(),
                        Format.time(event.accepted()),
                        event.attempts() == 0 ? "-" : event.attempts(),
                        Format.shortened(event.answer(), ANSWER_WIDTH)));
        String next = page.next() == null ? "" : "there are more: --after " + page.next() + '\n';
        return new Answer.Done(0, table + next, "");
    }

    static EventQuery query(Call call) throws UsageException, RefusedException, InputNeededException {
        return query(call, lane(call));
    }

    static EventQuery query(Call call, @Nullable String lane) throws UsageException {
        Flags flags = call.flags();
        Flag wrong = STATE;
        try {
            EventQuery.of(null, flags.last(STATE.name()), null, null);
            wrong = LIMIT;
            String after = flags.last(AFTER.name());
            if (after != null && !after.matches(KEY_PATTERN + '|' + EventQuery.ORDER_PATTERN)) {
                throw call.dialect()
                        .wrong(
                                AFTER,
                                "'" + after + "' is none, give an order number or the key of an event: see"
                                        + " 'tocsin event list'");
            }
            return EventQuery.of(lane, flags.last(STATE.name()), after, flags.last(LIMIT.name()));
        } catch (RefusedException e) {
            String message = String.valueOf(e.getMessage());
            throw call.dialect().wrong(wrong, message.substring(message.indexOf(' ') + 1));
        }
    }

    private static Answer.Done show(Call call) throws UsageException, RefusedException {
        EventView event = call.desk().event(key(call), call.flags().has(WITH_KEY.name()));
        if (call.json()) {
            return Call.say(ViewJson.event(event));
        }
        Table table = new Table("", 2)
                .row("key", event.key())
                .row("order", event.order())
                .row("state", event.state())
                .row("lane", event.lane())
                .row("channel", event.channel())
                .row("format", event.format())
                .row("action", event.action())
                .row("dedup key", event.dedupKey() == null ? "-" : event.dedupKey())
                .row("accepted", Format.time(event.accepted()))
                .row("since", Format.time(event.since()))
                .row("attempts", event.attempts() == 0 ? "-" : event.attempts())
                .row("answer", event.answer() == null ? "-" : event.answer());
        return new Answer.Done(0, table + "body\n" + body(event) + '\n', "");
    }

    private static String body(EventView event) {
        String text = event.body();
        if (text == null) {
            return event.bodyBase64() == null ? "(is not kept)" : "(no text, base64) " + event.bodyBase64();
        }
        return text.isEmpty() ? "(is not kept)" : Format.printable(text).stripTrailing();
    }

    private static Answer.Done retry(Call call) throws UsageException, RefusedException {
        List<String> keys = keys(call);
        @Nullable String lane = call.flags().last(LANE.name());
        boolean all = call.flags().has(ALL.name());
        if ((keys.isEmpty() ? 0 : 1) + (lane == null ? 0 : 1) + (all ? 1 : 0) != 1) {
            throw new UsageException("KEY, --lane, --all: give one of them");
        }
        int count = keys.isEmpty() ? call.desk().retryLane(lane) : call.desk().retry(keys);
        return call.say(ViewJson.count("retried", count), Format.eventsAre(count) + " sent again");
    }

    private static Answer.Done drop(Call call) throws UsageException, RefusedException, InputNeededException {
        List<String> keys = keys(call);
        @Nullable String lane = lane(call);
        @Nullable String state = call.flags().last(STATE.name());
        if (keys.isEmpty() == (lane == null)) {
            throw new UsageException("KEY, --lane: give one of them");
        }
        if (lane != null && (state == null || !List.of("dead", "waiting").contains(state))) {
            throw call.dialect().wrong(STATE, "must be dead or waiting, to drop all such events of the lane");
        }
        if (lane == null && state != null) {
            throw call.dialect().wrong(STATE, "goes with --lane, leave it out");
        }
        @Nullable String reason = call.flags().last(REASON.name());
        int count = lane == null || state == null
                ? call.desk().drop(keys, reason)
                : call.desk().dropLane(lane, state, reason);
        return call.say(ViewJson.count("dropped", count), Format.eventsAre(count) + " dropped");
    }

    private static Answer.Done edit(Call call) throws UsageException, RefusedException, InputNeededException {
        String key = key(call);
        boolean retry = call.flags().has(RETRY.name());
        String file = call.flags().last(BODY.name());
        call.desk().edit(key, call.input(file == null ? "-" : file), retry);
        return call.say(
                ViewJson.edited(key, retry),
                retry ? key + " is changed and sent again" : key + " is changed; 'tocsin event retry' sends it");
    }

    private static String key(Call call) throws UsageException {
        String key = call.required(KEY);
        checkKey(call, KEY, key);
        return key;
    }

    private static List<String> keys(Call call) throws UsageException {
        List<String> keys = call.flags().all(KEYS.name());
        for (String key : keys) {
            checkKey(call, KEYS, key);
        }
        return keys;
    }

    private static void checkKey(Call call, Flag flag, String key) throws UsageException {
        if (key.matches(EventQuery.ORDER_PATTERN)) {
            throw call.dialect()
                    .wrong(flag, "'" + key + "' is an order number, give the event's key: see 'tocsin event list'");
        }
        if (!key.matches(KEY_PATTERN)) {
            throw call.dialect()
                    .wrong(flag, "'" + key + "' is none, it has 32 characters 0-9 and a-f: see 'tocsin event list'");
        }
    }
}
