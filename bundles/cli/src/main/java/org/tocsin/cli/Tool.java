// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command that a monitoring tool calls: hands in what the tool says, and tells it what became of it as the old command
 * did. What is wrong with the input is said before anything is kept, also while the agent is down.
 *
 * @param adapter the adapter's name
 * @param command the old command's, {@code pd-…}, or {@code pdagent}
 */
record Tool(String adapter, String command) {

    private static final String GO = "pdagent";

    /** The words of pdagent that hand in what a tool says. */
    static final List<String> WORDS = List.of("nagios enqueue", "sensu enqueue", "zabbix enqueue");

    /** What is printed when all went well. */
    enum Shown {
        /** The incident's key, as the Python command for Nagios had it. */
        INCIDENT_KEY,
        /** Nothing, as the other Python commands had it. */
        NOTHING
    }

    /** Whether this is a word of the Go agent. */
    boolean isGo() {
        return command.equals(GO);
    }

    /** The input is wrong: an error in one line, without the usage, as the old commands ended with 1. */
    void refuse(String problem) throws UsageException, RefusedException {
        if (isGo()) {
            throw new UsageException(problem);
        }
        throw new RefusedException(RefusedException.Reason.INVALID, problem);
    }

    /**
     * Hands an input in.
     *
     * @param key the routing key
     * @param flags what the adapter reads beside the text
     * @param incident the incident's key that the tool gave; null when it gave none
     */
    Answer.Done handIn(
            Call call,
            @Nullable String key,
            @Nullable String contentType,
            Map<String, String> flags,
            String text,
            @Nullable String incident,
            Shown shown)
            throws RefusedException {
        Map<String, String> parameters = new HashMap<>(flags);
        parameters.put("sender", command);
        parameters.put(
                "queued-at",
                call.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
        TakenIn taken;
        try {
            taken = call.agent()
                    .take(
                            new ToolInput(adapter, contentType, parameters, text),
                            key,
                            call.command().submission());
        } catch (RefusedException e) {
            throw e.ofAnEvent();
        }
        StringBuilder err = new StringBuilder();
        if (taken.waits() != null && !taken.waits().isEmpty()) {
            err.append(command).append(": ").append(taken.waits()).append('\n');
        }
        taken.problems()
                .forEach(problem ->
                        err.append(command).append(": ").append(problem).append('\n'));
        return new Answer.Done(taken.problems().isEmpty() ? 0 : 1, told(call, taken, incident, shown), err.toString());
    }

    private String told(Call call, TakenIn taken, @Nullable String incident, Shown shown) {
        Submitted first = taken.events().isEmpty() ? null : taken.events().get(0);
        String made = first == null || first.dedupKey() == null ? incident : first.dedupKey();
        if (call.json()) {
            return (first == null ? "{\"key\":null}" : ViewJson.handedOver(first.key(), made, null, null)) + '\n';
        }
        if (isGo()) {
            return Json.object(json -> Json.nullable(json, "key", first == null ? null : first.key())) + '\n';
        }
        if (shown == Shown.NOTHING) {
            return "";
        }
        return first == null
                ? "No event is made of it.\n"
                : made == null ? "Event processed.\n" : "Event processed. Incident Key: " + made + '\n';
    }
}
