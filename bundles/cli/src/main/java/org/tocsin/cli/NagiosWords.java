// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** {@code pd-nagios} and {@code pdagent nagios enqueue}, which Nagios and Icinga call. */
final class NagiosWords {

    /** Those that the Go agent had, and named when it was given another one. */
    private static final List<String> GO_TYPES = List.of("PROBLEM", "ACKNOWLEDGEMENT", "RECOVERY");

    private static final List<String> TYPES = List.of(
            "PROBLEM",
            "ACKNOWLEDGEMENT",
            "RECOVERY",
            "CUSTOM",
            "FLAPPINGSTART",
            "FLAPPINGSTOP",
            "FLAPPINGDISABLED",
            "FLAPPINGEND",
            "DOWNTIMESTART",
            "DOWNTIMEEND",
            "DOWNTIMECANCELLED",
            "DOWNTIMEREMOVED");
    private static final List<String> KINDS = List.of("host", "service");
    private static final Map<String, List<String>> REQUIRED = Map.of(
            "host", List.of("HOSTNAME", "HOSTSTATE"),
            "service", List.of("HOSTNAME", "SERVICEDESC", "SERVICESTATE"));

    private static final String TYPE_HELP =
            "what happened: PROBLEM, ACKNOWLEDGEMENT, RECOVERY, and what else Nagios tells";
    private static final String KIND_HELP = "what it happened to: service or host";
    private static final String INCIDENT_HELP =
            "names the incident (default: made of the host's and the service's name)";

    private static final Flag FIELD =
            Flag.value("f", "field", "NAME=VALUE", "a macro, split at the first '='; may be repeated");

    private final Tool tool;
    private final Flag type;
    private final Flag kind;
    private final Flag incident;

    private NagiosWords(Tool tool, Flag type, Flag kind, Flag incident) {
        this.tool = tool;
        this.type = type.filledBy(Filling.words(TYPES));
        this.kind = kind.filledBy(Filling.words(KINDS));
        this.incident = incident;
    }

    static Program program() {
        NagiosWords words = new NagiosWords(
                new Tool("nagios", "pd-nagios"),
                Flag.value("t", "event-type", "TYPE", TYPE_HELP),
                Flag.value("n", "notification-type", "KIND", KIND_HELP).also("--source-type"),
                Flag.value("i", "incident-key", "KEY", INCIDENT_HELP).also("-y"));
        Word word = words.word("", "[-h] -k SERVICE_KEY -t TYPE -n {service,host} -f NAME=VALUE... [-i KEY] [--json]");
        return new Program(
                "pd-nagios",
                word.purpose(),
                new ArgparseDialect(),
                List.of(),
                List.of(word.like("-k @/etc/tocsin/web.key -t PROBLEM -n host -f HOSTNAME=web1 -f HOSTSTATE=DOWN")));
    }

    static Word ofPdAgent() {
        NagiosWords words = new NagiosWords(
                new Tool("nagios", "pdagent"),
                Flag.value("t", "notification-type", "TYPE", TYPE_HELP).also("--event-type"),
                Flag.value("n", "source-type", "KIND", KIND_HELP),
                Flag.value("y", "incident-key", "KEY", INCIDENT_HELP).also("-i"));
        return words.word("nagios enqueue", "-k KEY -t TYPE -n KIND -f NAME=VALUE... [-y KEY] [--json]")
                .like("nagios enqueue -k @/etc/tocsin/web.key -t RECOVERY -n host -f HOSTNAME=web1 -f HOSTSTATE=UP");
    }

    private Word word(String path, String usage) {
        return new Word(
                path,
                usage,
                "Queues a notification of Nagios or Icinga.",
                "The plugin tocsin-nagios makes the event; while it is not there the notification waits for it.",
                List.of(EnqueueWords.SERVICE_KEY, type, kind, incident, FIELD, Flag.JSON),
                this::enqueue);
    }

    private Answer.Done enqueue(Call call) throws UsageException, RefusedException, InputNeededException {
        Flags flags = call.flags();
        List<Flag> missing = Stream.of(EnqueueWords.SERVICE_KEY, type, kind)
                .filter(flag -> !flags.has(flag.name()))
                .toList();
        if (!missing.isEmpty()) {
            throw call.dialect().required(missing);
        }
        String what = flags.text(type.name()).toUpperCase(Locale.ROOT);
        oneOf(call, type, what, TYPES);
        String source = flags.text(kind.name());
        oneOf(call, kind, source, KINDS);
        Map<String, String> macros = call.pairs(FIELD);
        for (String macro : REQUIRED.getOrDefault(source, List.of())) {
            if (!macros.containsKey(macro)) {
                throw new UsageException(
                        "the " + macro + " field must be set for source-type \"" + source + "\" using the -f flag");
            }
        }
        Map<String, String> parameters = new HashMap<>(Map.of("notification-type", what, "source-type", source));
        String given = flags.text(incident.name()).isEmpty() ? null : flags.text(incident.name());
        if (given != null) {
            parameters.put(ToolInput.INCIDENT, given);
        }
        String text = Json.object(json -> {
            for (Map.Entry<String, String> macro : macros.entrySet()) {
                json.writeStringField(macro.getKey(), macro.getValue());
            }
        });
        return tool.handIn(
                call,
                call.key(EnqueueWords.SERVICE_KEY),
                "application/json",
                parameters,
                text,
                given,
                Tool.Shown.INCIDENT_KEY);
    }

    private void oneOf(Call call, Flag flag, String value, List<String> words) throws UsageException {
        if (words.contains(value)) {
            return;
        }
        if (tool.isGo()) {
            throw new UsageException(
                    flag.name() + " must be one of: " + String.join(", ", words.equals(TYPES) ? GO_TYPES : words));
        }
        throw call.dialect()
                .wrong(flag, "invalid choice: '" + value + "' (choose from '" + String.join("', '", words) + "')");
    }
}
