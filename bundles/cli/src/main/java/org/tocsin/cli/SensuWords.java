// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code pd-sensu} and {@code pdagent sensu enqueue}, which Sensu calls as a handler, with the event as input. */
final class SensuWords {

    private static final String INCIDENT_HELP =
            "names the incident (default: made of the client's and the check's name)";
    private static final Flag KEY =
            Flag.value("k", "integration-key", "KEY", "integration key; @FILE reads it from a file");

    private final Tool tool;
    private final Flag incident;

    private SensuWords(Tool tool, Flag incident) {
        this.tool = tool;
        this.incident = incident;
    }

    static Program program() {
        Word word = new SensuWords(
                        new Tool("sensu", "pd-sensu"),
                        Flag.value("i", "incident-key", "KEY", INCIDENT_HELP).also("-y"))
                .word("", "[-h] -k KEY [-i KEY] [--json] < EVENT");
        return new Program(
                "pd-sensu",
                word.purpose(),
                new ArgparseDialect(),
                List.of(),
                List.of(word.like("-k 0123456789abcdef0123456789abcdef")));
    }

    static Word ofPdAgent() {
        return new SensuWords(
                        new Tool("sensu", "pdagent"),
                        Flag.value("y", "incident-key", "KEY", INCIDENT_HELP).also("-i"))
                .word("sensu enqueue", "-k KEY [-y KEY] [--json] < EVENT")
                .like("sensu enqueue -k 0123456789abcdef0123456789abcdef");
    }

    private Word word(String path, String usage) {
        return new Word(
                path,
                usage,
                "Queues an event of Sensu Core or Sensu Go, read from standard input.",
                "The plugin tocsin-sensu makes the event; while it is not there Sensu's event waits for it.",
                List.of(KEY, incident, Flag.JSON),
                this::enqueue);
    }

    private Answer.Done enqueue(Call call) throws UsageException, RefusedException, InputNeededException {
        Flags flags = call.flags();
        if (!flags.has(KEY.name())) {
            throw call.dialect().required(List.of(KEY));
        }
        if (flags.text(KEY.name()).equals("-")) {
            throw call.dialect().wrong(KEY, "standard input has the event, give the key itself, or @file");
        }
        Call.KeyAndInput read = call.keyAndInput(KEY, flags.text(KEY.name()));
        String key = read.key();
        String text = read.input();
        String given = flags.text(incident.name()).isEmpty() ? null : flags.text(incident.name());
        String problem = SensuEvent.problem(text, given);
        if (problem != null) {
            tool.refuse(problem);
        }
        Map<String, String> parameters = new HashMap<>();
        if (given != null) {
            parameters.put(ToolInput.INCIDENT, given);
        }
        return tool.handIn(call, key, "application/json", parameters, text, given, Tool.Shown.NOTHING);
    }
}
