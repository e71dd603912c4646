// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tocsin.sandbox.Received;

/** What became of what the monitoring tools called, tool by tool, in a hundred columns. */
final class ToolReport {

    private static final List<String> WANTED = List.of("trigger", "resolve");

    private final List<Received> accepted;

    ToolReport(List<Received> accepted) {
        this.accepted = accepted;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row("SENT WITH", "SENT", "ARRIVED", "INCIDENT KEY"));
        for (Tool tool : Tool.values()) {
            String sent = Arrays.stream(Tool.Turn.values()).map(tool::word).collect(Collectors.joining(", "));
            lines.add(row(
                    tool.program(),
                    sent,
                    actions(tool).isEmpty() ? "nothing" : String.join(", ", actions(tool)),
                    String.join(" and ", keys(tool))));
        }
        return lines;
    }

    /** What is wrong, a line each; empty when each problem opened its incident, and its recovery ended it. */
    List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        for (Tool tool : Tool.values()) {
            if (!actions(tool).equals(WANTED) || !keys(tool).equals(List.of(tool.incidentKey()))) {
                wrong.add(tool.program() + " wants " + String.join(", ", WANTED) + " of " + tool.incidentKey());
            }
        }
        return wrong;
    }

    private List<String> actions(Tool tool) {
        return arrived(tool).map(received -> String.valueOf(received.action())).toList();
    }

    private List<String> keys(Tool tool) {
        return arrived(tool)
                .map(received -> String.valueOf(received.dedupKey()))
                .distinct()
                .toList();
    }

    private Stream<Received> arrived(Tool tool) {
        return accepted.stream().filter(received -> tool.key().equals(received.key()));
    }

    private static String row(String program, String sent, String arrived, String key) {
        return String.format(Locale.ROOT, "%-10s %-18s %-17s %s", program, sent, arrived, key)
                .stripTrailing();
    }
}
