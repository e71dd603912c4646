// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code pd-send}, as the Python agent had it. */
final class PdSend {

    private static final int MAX_DESCRIPTION = 1024;
    private static final List<String> TYPES = List.of("trigger", "acknowledge", "resolve");

    private static final Flag KEY = Flag.value(
            "k", "service-key", "SERVICE_KEY", "service key; @FILE reads it from a file, - from standard input");
    private static final Flag TYPE = Flag.value("t", "event-type", "TYPE", "trigger, acknowledge or resolve")
            .filledBy(Filling.words(TYPES));
    private static final Flag DESCRIPTION =
            Flag.value("d", "description", "TEXT", "what happened, in one line; a trigger needs it");
    private static final Flag INCIDENT =
            Flag.value("i", "incident-key", "KEY", "names the incident; acknowledge and resolve need it");
    private static final Flag CLIENT = Flag.value("c", "client", "TEXT", "what reports this");
    private static final Flag CLIENT_URL = Flag.value("u", "client-url", "URL", "where to look at it");
    private static final Flag FIELD =
            Flag.value("f", "field", "NAME=VALUE", "a detail, split at the first '='; may be repeated");
    private static final Flag QUIET = Flag.toggle("q", "quiet", "print nothing on standard output");

    private PdSend() {}

    static Program program() {
        Word send = new Word(
                        "",
                        "[-h] -k SERVICE_KEY -t {trigger,acknowledge,resolve} [-d TEXT] [-i KEY] [-c TEXT] [-u URL]"
                                + " [-f NAME=VALUE]... [-q] [--wait [SECONDS]] [--json]",
                        "Queues a trigger, acknowledge or resolve for a PagerDuty service.",
                        "Ends with 0 when the event is kept, 1 when it is not, 2 when the command line is wrong; with --wait with"
                                + " 0\nwhen it is delivered, 4 when it was refused for good, 5 when it is not delivered yet.",
                        List.of(
                                KEY,
                                TYPE,
                                DESCRIPTION,
                                INCIDENT,
                                CLIENT,
                                CLIENT_URL,
                                FIELD,
                                QUIET,
                                Flag.WAIT,
                                Flag.JSON),
                        PdSend::send)
                .like(
                        "-k @/etc/tocsin/web.key -t trigger -d 'disk full' -i disk/web1 -f mount=/var",
                        "-k @/etc/tocsin/web.key -t resolve -i disk/web1 -q");
        return new Program("pd-send", send.purpose(), new ArgparseDialect(), List.of(), List.of(send));
    }

    private static Answer send(Call call) throws UsageException, RefusedException, InputNeededException {
        Flags flags = call.flags();
        String type = type(call);
        String incident = flags.last(INCIDENT.name());
        if (type.equals("trigger") && flags.text(DESCRIPTION.name()).isBlank()) {
            throw new UsageException("Event type 'trigger' requires description");
        }
        if (!type.equals("trigger") && flags.text(INCIDENT.name()).isEmpty()) {
            throw new UsageException("Event type '" + type + "' requires incident key");
        }
        Map<String, String> details = call.pairs(FIELD);
        Answer answer = Handover.of(call, Handover.Shown.PROCESSED, incident, () -> {
            V1Event event = new V1Event(
                    String.valueOf(call.key(KEY)),
                    type,
                    incident,
                    cut(flags.last(DESCRIPTION.name())),
                    flags.last(CLIENT.name()),
                    flags.last(CLIENT_URL.name()),
                    details);
            return call.submit(event.sorted("pd-send", call.clock()), "v1", null);
        });
        return answer instanceof Answer.Done done && flags.has(QUIET.name())
                ? new Answer.Done(done.exit(), "", done.err())
                : answer;
    }

    private static String type(Call call) throws UsageException {
        String type = call.flags().last(TYPE.name());
        if (type != null && !TYPES.contains(type)) {
            throw call.dialect()
                    .wrong(TYPE, "invalid choice: '" + type + "' (choose from '" + String.join("', '", TYPES) + "')");
        }
        List<Flag> missing = new ArrayList<>();
        if (!call.flags().has(KEY.name())) {
            missing.add(KEY);
        }
        if (type == null) {
            missing.add(TYPE);
        }
        if (type == null || !missing.isEmpty()) {
            throw call.dialect().required(missing);
        }
        return type;
    }

    /** Characters as a person counts them: half of a pair is never left over. */
    private static @Nullable String cut(@Nullable String text) {
        if (text == null || text.codePointCount(0, text.length()) <= MAX_DESCRIPTION) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, MAX_DESCRIPTION));
    }
}
