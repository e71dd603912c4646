// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.stream.Stream;

/** {@code pdagent}, with the flags and the output of the Go agent; but what is not accepted ends with 1. */
final class PdAgent {

    private static final Flag WIDE =
            Flag.toggle("", "wide", "also when the oldest came, attempts, the last error and the next try");

    private PdAgent() {}

    static Program program() {
        return new Program(
                "pdagent",
                "The PagerDuty agent's words, answered by Tocsin.",
                new CobraDialect(),
                List.of(Program.ADDRESS, Program.SECRET, ServerWords.CONFIG, ServerWords.PIDFILE),
                Stream.of(
                                ServerWords.words(List.of()),
                                List.of(
                                        EnqueueWords.enqueue(),
                                        EnqueueWords.send(),
                                        EnqueueWords.change(),
                                        new Word(
                                                        "queue status",
                                                        "[-k KEY] [--wide] [--json]",
                                                        "Shows how many events of each key wait, were sent, and failed.",
                                                        "Prints JSON, with --json or without.",
                                                        List.of(EnqueueWords.ROUTING_KEY, WIDE, Flag.JSON),
                                                        PdAgent::status)
                                                .like("queue status", "queue status -k @/etc/tocsin/web.key --wide"),
                                        new Word(
                                                        "queue retry",
                                                        "[-k KEY] [--json]",
                                                        "Sends failed events again; without a key those of all keys.",
                                                        "Prints JSON, with --json or without.",
                                                        List.of(EnqueueWords.ROUTING_KEY, Flag.JSON),
                                                        PdAgent::retry)
                                                .like("queue retry")),
                                QueueWords.words(EnqueueWords.ROUTING_KEY),
                                List.of(
                                        NagiosWords.ofPdAgent(),
                                        SensuWords.ofPdAgent(),
                                        ZabbixWords.ofPdAgent(),
                                        new Word(
                                                        "health",
                                                        "[--json]",
                                                        "Says OK while the agent takes events.",
                                                        "",
                                                        List.of(Flag.JSON),
                                                        PdAgent::health)
                                                .like("health"),
                                        new Word(
                                                        "version",
                                                        "[--json]",
                                                        "Shows the version.",
                                                        "",
                                                        List.of(Flag.JSON),
                                                        PdAgent::version)
                                                .like("version")))
                        .flatMap(List::stream)
                        .toList());
    }

    private static Answer.Done status(Call call) throws UsageException, RefusedException, InputNeededException {
        List<LaneView> lanes = PagerDutyLanes.of(call.agent(), call.key(EnqueueWords.ROUTING_KEY));
        return Call.say(call.flags().has(WIDE.name()) ? ViewJson.wideStatus(lanes) : ViewJson.queueStatus(lanes));
    }

    private static Answer.Done retry(Call call) throws UsageException, RefusedException, InputNeededException {
        return Call.say(ViewJson.retrying(call.agent().retry(call.key(EnqueueWords.ROUTING_KEY))));
    }

    private static Answer.Done health(Call call) throws RefusedException {
        HealthView health = call.agent().health();
        boolean failed = health.state() == HealthView.State.FAILED;
        if (call.json()) {
            return new Answer.Done(failed ? 1 : 0, ViewJson.health(health) + '\n', "");
        }
        return failed ? new Answer.Done(1, HealthWords.failures(health), "") : Call.say("OK");
    }

    private static Answer.Done version(Call call) {
        Version version = Version.read();
        return call.say(
                Json.object(json -> {
                    json.writeStringField("version", version.number());
                    json.writeStringField("date", version.date());
                }),
                "Version: " + version.number() + "\nBuild date: " + version.date() + "\nBuild commit: unavailable");
    }
}
