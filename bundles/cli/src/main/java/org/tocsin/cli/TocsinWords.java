// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.stream.Stream;

/** The words of {@code tocsin} that the agent answers; the launcher has more. */
final class TocsinWords {

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
                                                "-k KEY TEXT [flags]",
                                                "Opens an incident, or adds to an open one.",
                                                "Prints the dedup key: acknowledge and resolve name the incident by"
                                                        + " it.\n"
                                                        + "Ends with 0 when the event is kept, 1 when it is not, 2 when"
                                                        + " the command line is wrong.",
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
                                                        EventWords.SUBMISSION),
                                                EventWords.SUMMARY,
                                                EventWords::trigger),
                                        new Word(
                                                "ack",
                                                "-k KEY -y KEY",
                                                "Acknowledges an incident.",
                                                "",
                                                List.of(
                                                        EventWords.KEY,
                                                        EventWords.DEDUP,
                                                        EventWords.CHANNEL,
                                                        EventWords.SUBMISSION),
                                                EventWords::acknowledge),
                                        new Word(
                                                "resolve",
                                                "-k KEY -y KEY",
                                                "Resolves an incident.",
                                                "",
                                                List.of(
                                                        EventWords.KEY,
                                                        EventWords.DEDUP,
                                                        EventWords.CHANNEL,
                                                        EventWords.SUBMISSION),
                                                EventWords::resolve),
                                        new Word(
                                                "change",
                                                "-k KEY TEXT [flags]",
                                                "Records a change; opens no incident.",
                                                "Prints the name of the kept event.",
                                                List.of(
                                                        EventWords.KEY,
                                                        EventWords.SUMMARY,
                                                        EventWords.SOURCE,
                                                        EventWords.TIMESTAMP,
                                                        EventWords.FIELD,
                                                        EventWords.LINK,
                                                        EventWords.CHANNEL,
                                                        EventWords.SUBMISSION),
                                                EventWords.SUMMARY,
                                                EventWords::change)),
                                QueuedEventWords.words(),
                                TransferWords.words(),
                                LaneWords.words(),
                                AdapterWords.words(),
                                RouteWords.words(),
                                StoreWords.words(),
                                PluginWords.words(),
                                List.of(
                                        new Word(
                                                "health",
                                                "[--json]",
                                                "Says OK and ends with 0 while the agent takes events, else 1.",
                                                "",
                                                List.of(Flag.JSON),
                                                HealthWords::health),
                                        new Word(
                                                "status",
                                                "[--json]",
                                                "Shows how each part stands.",
                                                "Ends with 0 when the agent is ready, 1 when it is degraded, 3 when it"
                                                        + " is not running.",
                                                List.of(Flag.JSON),
                                                HealthWords::status),
                                        new Word(
                                                "version",
                                                "[--json]",
                                                "Shows the version.",
                                                "",
                                                List.of(Flag.JSON),
                                                TocsinWords::version)))
                        .flatMap(List::stream)
                        .toList());
    }

    private static Answer.Done version(Call call) {
        String number = Version.read().number();
        return call.say(Json.object(out -> out.writeStringField("version", number)), "tocsin version " + number);
    }
}
