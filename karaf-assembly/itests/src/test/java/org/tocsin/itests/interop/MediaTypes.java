// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Writes our media types into the database of Zabbix 6.0, as its web front end does at an import. */
final class MediaTypes {

    private static final List<String> MODES = List.of("PROBLEM", "RECOVERY", "UPDATE");
    private static final int SCRIPT = 1;
    private static final int WEBHOOK = 4;

    private final StringJoiner sql = new StringJoiner(";\n", "begin;\n", ";\ncommit;\n");
    private int messages = 90_000;
    private int parameters = 90_000;

    /** The statements. */
    String sql() {
        return sql.toString();
    }

    /** The one that calls pd-zabbix. */
    MediaTypes script(int id, String yaml) {
        Map<?, ?> type = type(yaml);
        // one a line, each line ended
        StringBuilder lines = new StringBuilder();
        ((List<?>) value(type, "parameters")).forEach(one -> lines.append(one).append('\n'));
        insert(
                "media_type (mediatypeid, type, name, exec_path, exec_params, maxattempts, attempt_interval)",
                id,
                SCRIPT,
                value(type, "name"),
                value(type, "script_name"),
                lines,
                value(type, "attempts"),
                value(type, "attempt_interval"));
        messages(id, type);
        return this;
    }

    /** The one that posts, with other values of some parameters. */
    MediaTypes webhook(int id, String yaml, Map<String, String> filledIn) {
        Map<?, ?> type = type(yaml);
        insert(
                "media_type (mediatypeid, type, name, script, maxattempts, attempt_interval, timeout)",
                id,
                WEBHOOK,
                value(type, "name"),
                value(type, "script"),
                value(type, "attempts"),
                value(type, "attempt_interval"),
                value(type, "timeout"));
        for (Object parameter : (List<?>) value(type, "parameters")) {
            String name = (String) value((Map<?, ?>) parameter, "name");
            Object given = value((Map<?, ?>) parameter, "value");
            insert(
                    "media_type_param (mediatype_paramid, mediatypeid, name, value)",
                    ++parameters,
                    id,
                    name,
                    filledIn.containsKey(name) ? filledIn.get(name) : given);
        }
        messages(id, type);
        return this;
    }

    private void messages(int id, Map<?, ?> type) {
        for (Object one : (List<?>) value(type, "message_templates")) {
            Map<?, ?> message = (Map<?, ?>) one;
            insert(
                    "media_type_message (mediatype_messageid, mediatypeid, eventsource, recovery, subject, message)",
                    ++messages,
                    id,
                    0, // triggers
                    MODES.indexOf(value(message, "operation_mode")),
                    value(message, "subject"),
                    value(message, "message"));
        }
    }

    private void insert(String columns, Object... values) {
        StringJoiner row = new StringJoiner(", ", "insert into " + columns + " values (", ")");
        for (Object value : values) {
            row.add(
                    value instanceof Integer
                            ? value.toString()
                            : '\'' + value.toString().replace("'", "''") + '\'');
        }
        sql.add(row.toString());
    }

    private static Map<?, ?> type(String yaml) {
        Map<?, ?> export = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return (Map<?, ?>) ((List<?>) value((Map<?, ?>) value(export, "zabbix_export"), "media_types")).get(0);
    }

    private static Object value(Map<?, ?> map, String name) {
        Object value = map.get(name);
        if (value == null) {
            throw new AssertionError("the media type has no " + name + ": " + map);
        }
        return value;
    }
}
