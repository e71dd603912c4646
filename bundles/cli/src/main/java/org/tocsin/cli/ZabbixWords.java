// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.Map;

/** {@code pd-zabbix} and {@code pdagent zabbix enqueue}, which Zabbix calls as a script: key, subject, message. */
final class ZabbixWords {

    private static final int ARGUMENTS = 3;
    private static final Flag ALL = Flag.verbatim(
            "arguments", "KEY SUBJECT BODY", "the integration key (or @FILE), trigger or resolve, and the message");

    private final Tool tool;

    private ZabbixWords(Tool tool) {
        this.tool = tool;
    }

    static Program program() {
        Word word = new ZabbixWords(new Tool("zabbix", "pd-zabbix")).word("", "[-h] [--json] KEY SUBJECT BODY");
        return new Program(
                "pd-zabbix",
                word.purpose(),
                new ArgparseDialect(),
                List.of(),
                List.of(
                        word.like(
                                "@/etc/tocsin/web.key trigger '{\"name\": \"disk full\", \"id\": \"13502\", \"status\": \"PROBLEM\", \"hostname\": \"web1\"}'")));
    }

    static Word ofPdAgent() {
        return new ZabbixWords(new Tool("zabbix", "pdagent"))
                .word("zabbix enqueue", "[--json] KEY SUBJECT BODY")
                .like(
                        "zabbix enqueue @/etc/tocsin/web.key resolve"
                                + " '{\"name\": \"disk full\", \"id\": \"13502\", \"status\": \"OK\", \"hostname\": \"web1\"}'");
    }

    private Word word(String path, String usage) {
        return new Word(
                path,
                usage,
                "Queues a message of Zabbix.",
                "The plugin tocsin-zabbix makes the event; while it is not there the message waits for it.",
                List.of(ALL, Flag.JSON),
                ALL,
                this::enqueue);
    }

    private Answer.Done enqueue(Call call) throws UsageException, RefusedException, InputNeededException {
        List<String> given = call.flags().all(ALL.name());
        if (given.size() != ARGUMENTS) {
            throw new UsageException("accepts " + ARGUMENTS + " arg(s), received " + given.size());
        }
        String subject = given.get(1);
        String message = given.get(2);
        String problem = ZabbixMessage.problem(subject, message);
        if (problem != null) {
            tool.refuse(problem);
        }
        return tool.handIn(
                call, call.key(ALL, given.get(0)), null, Map.of("subject", subject), message, null, Tool.Shown.NOTHING);
    }
}
