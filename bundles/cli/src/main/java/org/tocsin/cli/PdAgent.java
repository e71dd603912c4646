// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code pdagent}, with the flags and the output of the Go agent; but what is not accepted ends with 1. */
final class PdAgent {

    private static final String KEY_HELP = "; @FILE reads it from a file, - from standard input";
    private static final Flag ROUTING_KEY = Flag.value("k", "routing-key", "KEY", "routing key" + KEY_HELP);
    private static final Flag SERVICE_KEY = Flag.value("k", "service-key", "KEY", "service key" + KEY_HELP);
    private static final Flag ACTION = Flag.value("t", "event-action", "ACTION", "trigger, acknowledge or resolve");
    private static final Flag DEDUP = Flag.value("y", "dedup-key", "KEY", "ties a resolve to its trigger");
    private static final Flag SUMMARY = Flag.value("d", "summary", "TEXT", "what happened, in one line");
    private static final Flag SOURCE = Flag.value("u", "source", "TEXT", "where it happened");
    private static final Flag SEVERITY =
            Flag.value("e", "severity", "LEVEL", "critical, error, warning or info (default: error)");
    private static final Flag COMPONENT = Flag.value("", "component", "TEXT", "the part that is hit");
    private static final Flag GROUP = Flag.value("g", "group", "TEXT", "what the part belongs to");
    private static final Flag CLASS = Flag.value("", "class", "TEXT", "the kind of event");
    private static final Flag FIELD =
            Flag.value("f", "field", "NAME=VALUE", "a detail, split at the first '='; may be repeated");
    private static final Flag TYPE = Flag.value("t", "event-type", "TYPE", "trigger, acknowledge or resolve");
    private static final Flag DESCRIPTION = Flag.value("d", "description", "TEXT", "what happened, in one line");
    private static final Flag INCIDENT = Flag.value("i", "incident-key", "KEY", "names the incident");
    private static final Flag CLIENT = Flag.value("c", "client", "TEXT", "what reports this");
    private static final Flag CLIENT_URL = Flag.value("u", "client-url", "URL", "where to look at it");

    private PdAgent() {}

    static Program program() {
        return new Program(
                "pdagent",
                "The PagerDuty agent's words, answered by Tocsin.",
                new CobraDialect(),
                List.of(
                        Program.ADDRESS,
                        Program.SECRET,
                        Flag.value("", "config", "FILE", "accepted and not read: Tocsin has its own configuration"),
                        Flag.value("", "pidfile", "PATH", "accepted and not used")),
                List.of(
                        word(
                                "enqueue",
                                "[flags]",
                                "Queues an event for the Events API v2.",
                                PdAgent::enqueue,
                                ROUTING_KEY,
                                ACTION,
                                DEDUP,
                                SUMMARY,
                                SOURCE,
                                SEVERITY,
                                COMPONENT,
                                GROUP,
                                CLASS,
                                FIELD),
                        word(
                                "send",
                                "-k KEY -t TYPE [flags]",
                                "Queues an event for the Events API v1.",
                                PdAgent::send,
                                SERVICE_KEY,
                                TYPE,
                                DESCRIPTION,
                                INCIDENT,
                                CLIENT,
                                CLIENT_URL,
                                FIELD),
                        word(
                                "queue status",
                                "[-k KEY]",
                                "Shows how many events of each key wait, were sent, and failed.",
                                PdAgent::status,
                                ROUTING_KEY),
                        word(
                                "queue retry",
                                "[-k KEY]",
                                "Sends failed events again; without a key those of all keys.",
                                PdAgent::retry,
                                ROUTING_KEY),
                        word("health", "", "Says OK while the agent takes events.", PdAgent::health),
                        word("version", "", "Shows the version.", PdAgent::version),
                        word(
                                "server",
                                "",
                                "Not a word of Tocsin: 'tocsin run' is the server.",
                                call -> new Answer.Done(
                                        1,
                                        "pdagent server: run the agent with 'tocsin run', stop it with 'tocsin stop'\n",
                                        ""))));
    }

    private static Word word(String path, String usage, String purpose, Word.Action action, Flag... flags) {
        return new Word(path, usage, purpose, "", List.of(flags), action);
    }

    private static Answer.Done enqueue(Call call) throws UsageException, RefusedException, InputNeededException {
        Flags flags = call.flags();
        String action = flags.text(ACTION.name());
        Map<String, String> details = call.pairs(FIELD);
        boolean bare = Stream.of(SUMMARY, SOURCE, SEVERITY, COMPONENT, GROUP, CLASS, FIELD)
                .noneMatch(flag -> flags.has(flag.name()));
        boolean noPayload = bare && (action.equals("acknowledge") || action.equals("resolve"));
        V2Event.Payload payload = new V2Event.Payload(
                flags.text(SUMMARY.name()),
                flags.text(SOURCE.name()),
                flags.has(SEVERITY.name()) ? flags.text(SEVERITY.name()) : "error",
                "",
                flags.text(COMPONENT.name()),
                flags.text(GROUP.name()),
                flags.text(CLASS.name()),
                details);
        String key = call.key(ROUTING_KEY);
        V2Event event = new V2Event(
                key == null ? "" : key,
                action,
                flags.last(DEDUP.name()),
                noPayload ? null : payload,
                "",
                "",
                List.of(),
                List.of());
        return key(call.submit(event.text(), "v2", null));
    }

    private static Answer.Done send(Call call) throws UsageException, RefusedException, InputNeededException {
        Flags flags = call.flags();
        List<Flag> missing = Stream.of(SERVICE_KEY, TYPE)
                .filter(flag -> !flags.has(flag.name()))
                .toList();
        if (!missing.isEmpty()) {
            throw call.dialect().required(missing);
        }
        Map<String, String> details = call.pairs(FIELD);
        V1Event event = new V1Event(
                String.valueOf(call.key(SERVICE_KEY)),
                flags.text(TYPE.name()),
                flags.last(INCIDENT.name()),
                flags.text(DESCRIPTION.name()),
                flags.last(CLIENT.name()),
                flags.last(CLIENT_URL.name()),
                details);
        return key(call.submit(event.ordered(), "v1", null));
    }

    private static Answer.Done key(Submitted submitted) {
        return Call.say(Json.object(json -> json.writeStringField("key", submitted.key())));
    }

    private static Answer.Done status(Call call) throws UsageException, RefusedException, InputNeededException {
        return Call.say(ViewJson.queueStatus(PagerDutyLanes.of(call.agent(), call.key(ROUTING_KEY))));
    }

    private static Answer.Done retry(Call call) throws UsageException, RefusedException, InputNeededException {
        return Call.say(ViewJson.retrying(call.agent().retry(call.key(ROUTING_KEY))));
    }

    private static Answer.Done health(Call call) throws RefusedException {
        HealthView health = call.agent().health();
        return health.state() == HealthView.State.FAILED
                ? new Answer.Done(1, HealthWords.failures(health), "")
                : Call.say("OK");
    }

    private static Answer.Done version(Call call) {
        Version version = Version.read();
        return Call.say(
                "Version: " + version.number() + "\nBuild date: " + version.date() + "\nBuild commit: unavailable");
    }
}
