// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/** {@code tocsin health} and {@code tocsin status}. */
final class HealthWords {

    static final int NOT_RUNNING = 3;

    private HealthWords() {}

    static Answer.Done health(Call call) throws RefusedException {
        HealthView health = call.agent().health();
        if (call.json()) {
            return new Answer.Done(
                    health.state() == HealthView.State.FAILED ? 1 : 0, ViewJson.health(health) + '\n', "");
        }
        return health.state() == HealthView.State.FAILED ? new Answer.Done(1, failures(health), "") : Call.say("OK");
    }

    /** One line for each part that does not work. */
    static String failures(HealthView health) {
        StringBuilder lines = new StringBuilder();
        health.parts().stream()
                .filter(part -> part.state() == HealthView.State.FAILED)
                .forEach(part -> lines.append(new Table("", 1).row("FAILED", part.part() + ':', part.text())));
        return lines.isEmpty() ? "FAILED\n" : lines.toString();
    }

    static Answer.Done status(Call call) throws RefusedException {
        boolean json = call.json();
        try {
            HealthView health = call.agent().health();
            int exit = health.state() == HealthView.State.READY ? 0 : 1;
            return new Answer.Done(exit, json ? ViewJson.health(health) + '\n' : text(health), "");
        } catch (RefusedException e) {
            if (e.reason() != RefusedException.Reason.ABSENT) {
                throw e;
            }
            String state = json
                    ? Json.object(out -> {
                        out.writeStringField("state", "NOT_RUNNING");
                        out.writeArrayFieldStart("parts");
                        out.writeEndArray();
                    })
                    : "state: NOT RUNNING";
            return new Answer.Done(NOT_RUNNING, state + '\n', "tocsin: " + e.getMessage() + '\n');
        }
    }

    private static String text(HealthView health) {
        Table table = new Table("", 2).row("PART", "STATE", "");
        health.parts().forEach(part -> table.row(part.part(), part.state(), part.text()));
        return "state: " + health.state() + '\n' + table;
    }
}
