// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.stream.Stream;

/** The words of {@code tocsin} that the agent answers; the launcher has more. */
final class TocsinWords {

    private static final String EXIT =
            "Ends with 0 when the event is kept, 1 when it is not, 2 when the command line is"
                    + " wrong; with --wait with 0\nwhen it is delivered, 4 when it was refused for good, 5 when it is not"
                    + " delivered yet.";

    private static final String LINES = EnqueueWords.LINES.formatted("of API v2 whose event_action may be left out");

    private TocsinWords() {}

    static Program program() {
        return new Program(
                "tocsin",
                "Raises alarms and shows the queue.",
                new NativeDialect(),
                List.of(),
                Stream.of(
                                List.of(
                                        new Word(
                                                        "trigger",
                                                        "-k KEY TEXT [flags] | --stdin [-k KEY]",
                                                        "Opens an incident, or adds to an open one.",
                                                        "Prints the dedup key: acknowledge and resolve name the incident by it.\n"
                                                                + EXIT + LINES,
                                                        List.of(
                                                                EventWords.KEY,
                                                                EventWords.SUMMARY,
                                                                EventWords.DEDUP,
                                                                EventWords.SOURCE,
                                                                EventWords.SEVERITY,
                                                                EventWords.TIMESTAMP,
                                                                EventWords.COMPONENT,
                                                                EventWords.GROUP,
                                                                EventWords.CLASS,
                                                                EventWords.FIELD,
                                                                EventWords.CLIENT,
                                                                EventWords.CLIENT_URL,
                                                                EventWords.LINK,
                                                                EventWords.IMAGE,
                                                                EventWords.CHANNEL,
                                                                EventWords.SUBMISSION,
                                                                Flag.WAIT,
                                                                Flag.STDIN,
                                                                Flag.JSON),
                                                        EventWords.SUMMARY,
                                                        EventWords::trigger)
                                                .like(
                                                        "trigger -k @/etc/tocsin/web.key 'disk full' -y disk/web1 -e critical",
                                                        "trigger -k @/etc/tocsin/web.key 'disk full' --wait 30",
                                                        "trigger --stdin"),
                                        new Word(
                                                        "ack",
                                                        "-k KEY -y KEY [--wait [SECONDS]] [--json] | --stdin [-k KEY]",
                                                        "Acknowledges an incident.",
                                                        EXIT + LINES,
                                                        List.of(
                                                                EventWords.KEY,
                                                                EventWords.DEDUP,
                                                                EventWords.CHANNEL,
                                                                EventWords.SUBMISSION,
                                                                Flag.WAIT,
                                                                Flag.STDIN,
                                                                Flag.JSON),
                                                        EventWords::acknowledge)
                                                .like("ack -k @/etc/tocsin/web.key -y disk/web1"),
                                        new Word(
                                                        "resolve",
                                                        "-k KEY -y KEY [--wait [SECONDS]] [--json] | --stdin [-k KEY]",
                                                        "Resolves an incident.",
                                                        EXIT + LINES,
                                                        List.of(
                                                                EventWords.KEY,
                                                                EventWords.DEDUP,
                                                                EventWords.CHANNEL,
                                                                EventWords.SUBMISSION,
                                                                Flag.WAIT,
                                                                Flag.STDIN,
                                                                Flag.JSON),
                                                        EventWords::resolve)
                                                .like("resolve -k @/etc/tocsin/web.key -y disk/web1 --wait"),
                                        new Word(
                                                        "change",
                                                        "-k KEY TEXT [flags] | --stdin [-k KEY]",
                                                        "Records a change; opens no incident.",
                                                        "Prints the key of the event.\n" + EXIT
                                                                + EnqueueWords.LINES.formatted("a change"),
                                                        List.of(
                                                                EventWords.KEY,
                                                                EventWords.SUMMARY,
                                                                EventWords.SOURCE,
                                                                EventWords.TIMESTAMP,
                                                                EventWords.FIELD,
                                                                EventWords.LINK,
                                                                EventWords.CHANNEL,
                                                                EventWords.SUBMISSION,
                                                                Flag.WAIT,
                                                                Flag.STDIN,
                                                                Flag.JSON),
                                                        EventWords.SUMMARY,
                                                        EventWords::change)
                                                .like(
                                                        "change -k @/etc/tocsin/web.key 'release 1.4 is out' --link 'https://ci.example.com/14 build'")),
                                List.of(EnqueueWords.enqueue(), EnqueueWords.send()),
                                QueuedEventWords.words(),
                                TransferWords.words(),
                                LaneWords.words(),
                                QueueWords.words(LaneWords.KEY),
                                ServerWords.words(List.of(
                                        Program.ADDRESS, Program.SECRET, ServerWords.CONFIG, ServerWords.PIDFILE)),
                                AdapterWords.words(),
                                RouteWords.words(),
                                StoreWords.words(),
                                PluginWords.words(),
                                SecretWords.words(),
                                List.of(
                                        new Word(
                                                        "health",
                                                        "[--json]",
                                                        "Says OK and ends with 0 while the agent takes events, else 1.",
                                                        "",
                                                        List.of(Flag.JSON),
                                                        HealthWords::health)
                                                .like("health"),
                                        new Word(
                                                        "status",
                                                        "[--json]",
                                                        "Shows how each part stands.",
                                                        "Ends with 0 when the agent is ready, 1 when it is degraded, 3 when it"
                                                                + " is not running.",
                                                        List.of(Flag.JSON),
                                                        HealthWords::status)
                                                .like("status"),
                                        new Word(
                                                        "version",
                                                        "[--json]",
                                                        "Shows the version.",
                                                        "",
                                                        List.of(Flag.JSON),
                                                        TocsinWords::version)
                                                .like("version"),
                                        CompletionWords.word()))
                        .flatMap(List::stream)
                        .toList());
    }

    private static Answer.Done version(Call call) {
        String number = Version.read().number();
        return call.say(Json.object(out -> out.writeStringField("version", number)), "tocsin version " + number);
    }
}
