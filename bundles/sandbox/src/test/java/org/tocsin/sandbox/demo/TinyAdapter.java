// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes events of what monitoring tools call, as far as the demo goes. */
final class TinyAdapter {

    private static final Map<String, String> ACTIONS = Map.of(
            "PROBLEM",
            "trigger",
            "RECOVERY",
            "resolve",
            "trigger",
            "trigger",
            "resolve",
            "resolve",
            "create",
            "trigger");

    private TinyAdapter() {}

    /** @param said the arguments, and behind them the standard input */
    static String event(String tool, List<String> said) {
        String all = String.join("\n", said);
        return switch (tool) {
            case "nagios" ->
                v1(
                        behind("-k", said),
                        behind("-t", said),
                        "event_source=service;host_name=" + found("HOSTNAME=(.+)", all) + ";service_desc="
                                + found("SERVICEDESC=(.+)", all),
                        found("SERVICEOUTPUT=(.+)", all));
            case "zabbix" ->
                v1(
                        said.get(0),
                        said.get(1),
                        found("id:(.+)", all) + "-" + found("hostname:(.+)", all),
                        found("value:(.+)", all));
            default ->
                v1(
                        behind("-k", said),
                        found("\"action\":\"(.+?)\"", all),
                        found("\"client\":\\{\"name\":\"(.+?)\"", all) + "/"
                                + found("\"check\":\\{\"name\":\"(.+?)\"", all),
                        found("\"output\":\"(.+?)\"", all));
        };
    }

    private static String v1(String key, String word, String incidentKey, String description) {
        return "{\"service_key\":\"" + key + "\",\"event_type\":\"" + ACTIONS.get(word) + "\",\"incident_key\":\""
                + incidentKey + "\",\"description\":\"" + description + "\"}";
    }

    private static String behind(String flag, List<String> said) {
        return said.get(said.indexOf(flag) + 1);
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException(pattern + " is not in " + text);
        }
        return matcher.group(1);
    }
}
