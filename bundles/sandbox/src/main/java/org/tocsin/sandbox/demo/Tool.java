// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.util.List;
import java.util.stream.Stream;
import org.tocsin.sandbox.Bytes;

/**
 * A monitoring tool: a check fails, and is well again. It calls its old program as it always did; an adapter makes PagerDuty's
 * event of it.
 */
enum Tool {
    /** As the command of a Nagios object file. */
    NAGIOS(
            "pd-nagios",
            "PROBLEM",
            "RECOVERY",
            "event_source=service;host_name=web2;service_desc=TLS",
            "certificate is expired",
            "certificate is valid for 89 days") {
        @Override
        Sender.Call call(Stage stage, Turn turn) {
            return new Sender.Call(
                    Stream.concat(
                                    Stream.of(stage.program(program()), "-n", "service", "-k", key(), "-t", word(turn)),
                                    Stream.of(
                                                    "SERVICEDESC=TLS",
                                                    "SERVICESTATE=" + (turn == Turn.PROBLEM ? "CRITICAL" : "OK"),
                                                    "HOSTNAME=web2",
                                                    "SERVICEPROBLEMID=4711",
                                                    "SERVICEOUTPUT=" + mark(turn))
                                            .flatMap(macro -> Stream.of("-f", macro)))
                            .toList(),
                    null);
        }
    },
    /** As a media type of the kind script. */
    ZABBIX("pd-zabbix", "trigger", "resolve", "13502-db02", "3.1 % free", "41.7 % free") {
        @Override
        Sender.Call call(Stage stage, Turn turn) {
            String fields = "name:Free space of /var is low\nid:13502\nstatus:"
                    + (turn == Turn.PROBLEM ? "PROBLEM" : "OK") + "\nhostname:db02\nseverity:High\nvalue:" + mark(turn);
            return new Sender.Call(List.of(stage.program(program()), key(), word(turn), fields), null);
        }
    },
    /** As a pipe handler, by its standard input. */
    SENSU("pd-sensu", "create", "resolve", "mq1/queue-depth", "120,000 messages wait", "12 messages wait") {
        @Override
        Sender.Call call(Stage stage, Turn turn) {
            return new Sender.Call(
                    List.of(stage.program(program()), "-k", key()),
                    Bytes.of("{\"action\":\"" + word(turn)
                            + "\",\"client\":{\"name\":\"mq1\",\"address\":\"10.0.0.7\"},"
                            + "\"check\":{\"name\":\"queue-depth\",\"output\":\"" + mark(turn) + "\",\"status\":"
                            + (turn == Turn.PROBLEM ? 2 : 0) + "},\"occurrences\":1}\n"));
        }
    };

    /** What it has to tell. */
    enum Turn {
        PROBLEM,
        RECOVERY
    }

    private final String program;
    private final String problem;
    private final String recovery;
    private final String incidentKey;
    private final String problemMark;
    private final String recoveryMark;

    Tool(String program, String problem, String recovery, String incidentKey, String problemMark, String recoveryMark) {
        this.program = program;
        this.problem = problem;
        this.recovery = recovery;
        this.incidentKey = incidentKey;
        this.problemMark = problemMark;
        this.recoveryMark = recoveryMark;
    }

    abstract Sender.Call call(Stage stage, Turn turn);

    String program() {
        return program;
    }

    /** What the tool calls it. */
    String word(Turn turn) {
        return turn == Turn.PROBLEM ? problem : recovery;
    }

    /** Text that is in this event and in no other of its lane. */
    String mark(Turn turn) {
        return turn == Turn.PROBLEM ? problemMark : recoveryMark;
    }

    /** By which the recovery resolves what the problem opened: the same as the old agents made. */
    String incidentKey() {
        return incidentKey;
    }

    /** A routing key of its own, so it is a lane. */
    String key() {
        return Service.key(program.substring("pd-".length()));
    }

    /** The name of the plugin that has its adapter. */
    String plugin() {
        return "tocsin-" + program.substring("pd-".length());
    }
}
