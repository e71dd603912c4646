// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code enqueue, send, change} with the flags and the output of the Go agent, and some that it lacked. Nothing is
 * required of an event here: the agent says what is wrong with it.
 */
final class EnqueueWords {

    private static final String KEY_HELP = "; @FILE reads it from a file, - from standard input";

    static final Flag ROUTING_KEY = Flag.value("k", "routing-key", "KEY", "routing key" + KEY_HELP);
    static final Flag SERVICE_KEY = Flag.value("k", "service-key", "KEY", "service key" + KEY_HELP);

    private static final List<String> ACTIONS = List.of("trigger", "acknowledge", "resolve");
    private static final Flag ACTION = Flag.value("t", "event-action", "ACTION", "trigger, acknowledge or resolve")
            .filledBy(Filling.words(ACTIONS));
    private static final Flag DEDUP = Flag.value(
            "y", "dedup-key", "KEY", "ties a resolve to its trigger (default: made by the agent for a trigger)");
    private static final Flag SUMMARY = Flag.value("d", "summary", "TEXT", "what happened, in one line");
    private static final Flag SOURCE = Flag.value("u", "source", "TEXT", "where it happened; a trigger needs it");
    private static final Flag TYPE = Flag.value("t", "event-type", "TYPE", "trigger, acknowledge or resolve")
            .filledBy(Filling.words(ACTIONS));
    private static final Flag DESCRIPTION = Flag.value("d", "description", "TEXT", "what happened, in one line");
    private static final Flag INCIDENT =
            Flag.value("i", "incident-key", "KEY", "names the incident (default: made by the agent for a trigger)");
    private static final Flag V1_CLIENT_URL = Flag.value("u", "client-url", "URL", "where to look at it");

    private static final String EXIT =
            "Ends with 0 when the event is kept, 1 when it is not; with --wait with 0 when it"
                    + " is delivered, 4 when it\nwas refused for good, 5 when it is not delivered yet.";
    /** To be filled with what a line is. */
    static final String LINES = "\nWith --stdin each line is an event, %s, and each is answered by a line, in order;"
            + "\nbad lines are refused alone, and the end is 1 when there was one.";

    private EnqueueWords() {}

    static Word enqueue() {
        return new Word(
                        "enqueue",
                        "-k KEY -t ACTION [flags] | --stdin [-k KEY]",
                        "Queues an event for the Events API v2.",
                        EXIT + LINES.formatted("of API v2 or, with a service_key, v1"),
                        List.of(
                                ROUTING_KEY,
                                ACTION,
                                DEDUP,
                                SUMMARY,
                                SOURCE,
                                EventWords.SEVERITY,
                                EventWords.COMPONENT,
                                EventWords.GROUP,
                                EventWords.CLASS,
                                EventWords.FIELD,
                                EventWords.TIMESTAMP,
                                EventWords.CLIENT,
                                EventWords.CLIENT_URL,
                                EventWords.LINK,
                                EventWords.IMAGE,
                                EventWords.SUBMISSION,
                                Flag.WAIT,
                                Flag.STDIN,
                                Flag.JSON),
                        EnqueueWords::enqueue)
                .like(
                        "enqueue -k @/etc/tocsin/web.key -t trigger -d 'disk full' -u web1 -e critical -y disk/web1",
                        "enqueue -k @/etc/tocsin/web.key -t resolve -y disk/web1 --wait 30",
                        "enqueue --stdin");
    }

    static Word send() {
        return new Word(
                        "send",
                        "-k KEY -t TYPE [flags] | --stdin [-k KEY]",
                        "Queues an event for the Events API v1.",
                        EXIT + LINES.formatted("of API v1"),
                        List.of(
                                SERVICE_KEY,
                                TYPE,
                                DESCRIPTION,
                                INCIDENT,
                                EventWords.CLIENT,
                                V1_CLIENT_URL,
                                EventWords.FIELD,
                                EventWords.SUBMISSION,
                                Flag.WAIT,
                                Flag.STDIN,
                                Flag.JSON),
                        EnqueueWords::send)
                .like(
                        "send -k @/etc/tocsin/web.key -t trigger -d 'disk full' -i disk/web1 -f mount=/var",
                        "send -k @/etc/tocsin/web.key -t resolve -i disk/web1");
    }

    static Word change() {
        return new Word(
                        "change",
                        "-k KEY -d TEXT [flags] | --stdin [-k KEY]",
                        "Queues a change event: it opens no incident.",
                        EXIT + LINES.formatted("a change"),
                        List.of(
                                ROUTING_KEY,
                                SUMMARY,
                                Flag.value("u", "source", "TEXT", "where it was changed"),
                                EventWords.TIMESTAMP,
                                EventWords.FIELD,
                                EventWords.LINK,
                                EventWords.SUBMISSION,
                                Flag.WAIT,
                                Flag.STDIN,
                                Flag.JSON),
                        EnqueueWords::change)
                .like("change -k @/etc/tocsin/web.key -d 'release 1.4 is out' -u web1");
    }

    private static Answer enqueue(Call call) throws UsageException, RefusedException, InputNeededException {
        Flags flags = call.flags();
        if (flags.has(Flag.STDIN.name())) {
            return EventLines.of(call, null, ROUTING_KEY, null);
        }
        String action = flags.text(ACTION.name());
        boolean bare = Stream.of(
                        SUMMARY,
                        SOURCE,
                        EventWords.SEVERITY,
                        EventWords.COMPONENT,
                        EventWords.GROUP,
                        EventWords.CLASS,
                        EventWords.FIELD,
                        EventWords.TIMESTAMP)
                .noneMatch(flag -> flags.has(flag.name()));
        boolean noPayload = bare && (action.equals("acknowledge") || action.equals("resolve"));
        V2Event.Payload payload =
                payload(call, flags.has(EventWords.SEVERITY.name()) ? flags.text(EventWords.SEVERITY.name()) : "error");
        List<String> links = EventWords.links(call);
        List<String> images = EventWords.images(call);
        @Nullable String submission = EventWords.submission(call);
        return Handover.of(call, Handover.Shown.OLD_JSON, flags.last(DEDUP.name()), () -> {
            String key = call.key(ROUTING_KEY);
            V2Event event = new V2Event(
                    key == null ? "" : key,
                    action,
                    flags.last(DEDUP.name()),
                    noPayload ? null : payload,
                    flags.text(EventWords.CLIENT.name()),
                    flags.text(EventWords.CLIENT_URL.name()),
                    links,
                    images);
            return call.submit(Agent.PAGERDUTY, event.text(), "v2", null, submission);
        });
    }

    private static V2Event.Payload payload(Call call, String severity) throws UsageException {
        Flags flags = call.flags();
        return new V2Event.Payload(
                flags.text(SUMMARY.name()),
                flags.text(SOURCE.name()),
                severity,
                EventWords.time(call),
                flags.text(EventWords.COMPONENT.name()),
                flags.text(EventWords.GROUP.name()),
                flags.text(EventWords.CLASS.name()),
                call.pairs(EventWords.FIELD));
    }

    private static Answer change(Call call) throws UsageException, RefusedException, InputNeededException {
        if (call.flags().has(Flag.STDIN.name())) {
            return EventLines.of(call, "change", ROUTING_KEY, null);
        }
        V2Event.Payload payload = payload(call, "");
        List<String> links = EventWords.links(call);
        @Nullable String submission = EventWords.submission(call);
        return Handover.of(call, Handover.Shown.OLD_JSON, null, () -> {
            String key = call.key(ROUTING_KEY);
            V2Event event = new V2Event(key == null ? "" : key, null, null, payload, "", "", links, List.of());
            return call.submit(Agent.PAGERDUTY, event.text(), "change", null, submission);
        });
    }

    private static Answer send(Call call) throws UsageException, RefusedException, InputNeededException {
        Flags flags = call.flags();
        if (flags.has(Flag.STDIN.name())) {
            return EventLines.of(call, "v1", SERVICE_KEY, null);
        }
        List<Flag> missing = Stream.of(SERVICE_KEY, TYPE)
                .filter(flag -> !flags.has(flag.name()))
                .toList();
        if (!missing.isEmpty()) {
            throw call.dialect().required(missing);
        }
        Map<String, String> details = call.pairs(EventWords.FIELD);
        @Nullable String submission = EventWords.submission(call);
        return Handover.of(call, Handover.Shown.OLD_JSON, flags.last(INCIDENT.name()), () -> {
            V1Event event = new V1Event(
                    String.valueOf(call.key(SERVICE_KEY)),
                    flags.text(TYPE.name()),
                    flags.last(INCIDENT.name()),
                    flags.text(DESCRIPTION.name()),
                    flags.last(EventWords.CLIENT.name()),
                    flags.last(V1_CLIENT_URL.name()),
                    details);
            return call.submit(Agent.PAGERDUTY, event.ordered(), "v1", null, submission);
        });
    }
}
