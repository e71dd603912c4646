// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;
import org.tocsin.api.SettingsReader;

/** The objects to copy: their command lines, filled in as Nagios and Icinga do, are notifications that the adapter takes. */
public class ObjectsTest {

    private static final String PROGRAM = "/usr/share/pdagent-integrations/bin/pd-nagios";
    private static final Pattern OBJECT = Pattern.compile("define (\\w+) \\{\\n(.*?)\\n}", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile(
            "object NotificationCommand \"(notify-(\\w+)-by-pagerduty)\" \\{(.*?)\\n}\\n", Pattern.DOTALL);
    private static final Pattern ARGUMENT =
            Pattern.compile("\"(-\\w)\" = \\{ order = (\\d), (repeat_key = true, )?value = \"([^\"]+)\" }");
    private static final Pattern FIELD = Pattern.compile("\"([A-Z]+)=(\\$[a-z_.0-9]+\\$)\"");
    /** What a POSIX shell takes for a word, as far as these lines need it. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");

    private static final Map<String, String> MACROS = Map.of(
            "$CONTACTPAGER$", "0123456789abcdef0123456789abcdef",
            "$NOTIFICATIONTYPE$", "PROBLEM",
            "$SERVICEDESC$", "disk /",
            "$SERVICESTATE$", "CRITICAL",
            "$HOSTNAME$", "web1",
            "$HOSTSTATE$", "DOWN");

    @Test
    public void theContactOfNagiosHasItsCommands() throws IOException {
        Map<String, String> contact = objects("contact").get(0);

        assertThat(contact)
                .containsEntry("contact_name", "pagerduty")
                .containsEntry("service_notification_options", "w,u,c,r")
                .containsEntry("service_notification_period", "24x7")
                .containsEntry("host_notification_period", "24x7");
        assertThat(objects("command"))
                .extracting(command -> command.get("command_name"))
                .containsExactly(
                        contact.get("service_notification_commands"), contact.get("host_notification_commands"));
    }

    @Test
    public void theCommandsOfNagiosMakeEvents() throws Exception {
        List<Map<String, String>> commands = objects("command");

        assertThat(event(words(commands.get(0))))
                .contains(
                        "\"incident_key\":\"event_source=service;host_name=web1;service_desc=disk /\"",
                        "\"description\":\"SERVICEDESC=disk /; SERVICESTATE=CRITICAL; HOSTNAME=web1\"");
        assertThat(event(words(commands.get(1))))
                .contains(
                        "\"incident_key\":\"event_source=host;host_name=web1\"",
                        "\"description\":\"HOSTNAME=web1; HOSTSTATE=DOWN\"");
    }

    @Test
    public void theCommandsOfIcingaMakeEvents() throws Exception {
        String text = Files.readString(Path.of("src/main/etc/icinga2-pagerduty.conf"));
        Matcher command = COMMAND.matcher(text);
        List<String> events = new ArrayList<>();
        while (command.find()) {
            assertThat(command.group(3)).contains("command = [ \"" + PROGRAM + "\" ]");
            assertThat(text).contains("command = \"" + command.group(1) + '"');
            events.add(event(wordsOfIcinga(command.group(3))));
        }

        assertThat(events).hasSize(2);
        assertThat(events.get(0)).contains("event_source=service;host_name=web1;service_desc=disk /\"");
        assertThat(events.get(1)).contains("\"event_source=host;host_name=web1\"");
        assertThat(text.chars().filter(letter -> letter == '{').count())
                .isEqualTo(text.chars().filter(letter -> letter == '}').count());
    }

    /** As Icinga orders arguments, and repeats one that has a list. */
    private static List<String> wordsOfIcinga(String body) {
        Map<String, String> values = Map.of(
                "$user.pager$", "0123456789abcdef0123456789abcdef",
                "$notification.type$", "PROBLEM",
                "$service.name$", "disk /",
                "$service.state$", "CRITICAL",
                "$host.name$", "web1",
                "$host.state$", "DOWN");
        List<String> words = new ArrayList<>(List.of(PROGRAM));
        Matcher argument = ARGUMENT.matcher(body);
        for (int order = 0; argument.find(); order++) {
            assertThat(argument.group(2)).isEqualTo(String.valueOf(order));
            if (argument.group(3) == null) {
                words.add(argument.group(1));
                words.add(values.getOrDefault(argument.group(4), argument.group(4)));
                continue;
            }
            assertThat(argument.group(4)).isEqualTo("$pagerduty_fields$");
            Matcher field = FIELD.matcher(body);
            while (field.find()) {
                words.add(argument.group(1));
                words.add(field.group(1) + '=' + values.getOrDefault(field.group(2), ""));
            }
        }
        return words;
    }

    private static List<String> words(Map<String, String> command) {
        String line = command.get("command_line");
        Matcher macro = Pattern.compile("\\$[A-Z]+\\$").matcher(line);
        Matcher word = WORD.matcher(
                macro.replaceAll(found -> Matcher.quoteReplacement(MACROS.getOrDefault(found.group(), ""))));
        List<String> words = new ArrayList<>();
        while (word.find()) {
            words.add(word.group().replace("\"", ""));
        }
        return words;
    }

    /** As the command line hands it over: the fields as an object, the flags beside it. */
    private static String event(List<String> words) throws Exception {
        assertThat(words.get(0)).isEqualTo(PROGRAM);
        Map<String, String> flags = new LinkedHashMap<>();
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < words.size(); i += 2) {
            String value = words.get(i + 1);
            if (words.get(i).equals("-f")) {
                fields.put(value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
            } else {
                flags.put(words.get(i), value);
            }
        }
        assertThat(flags).containsOnlyKeys("-n", "-k", "-t").containsEntry("-k", MACROS.get("$CONTACTPAGER$"));
        Map<String, String> parameters = Map.of(
                "source-type", flags.getOrDefault("-n", ""),
                "notification-type", flags.getOrDefault("-t", ""),
                "sender", "pd-nagios");
        NagiosTranslator translator =
                new NagiosTranslator(Settings.of(SettingsReader.of(Config.class, Map.of())), Clock.systemUTC());
        String event = translator.event(
                Notice.of(new ObjectMapper().writeValueAsString(fields), "application/json", parameters));
        assertThat(event).isNotNull();
        return String.valueOf(event);
    }

    private static List<Map<String, String>> objects(String kind) throws IOException {
        List<Map<String, String>> objects = new ArrayList<>();
        Matcher object = OBJECT.matcher(Files.readString(Path.of("src/main/etc/nagios-pagerduty.cfg")));
        while (object.find()) {
            if (object.group(1).equals(kind)) {
                Map<String, String> entries = new LinkedHashMap<>();
                object.group(2)
                        .lines()
                        .map(String::strip)
                        .forEach(line -> entries.put(
                                line.substring(0, line.indexOf(' ')),
                                line.substring(line.indexOf(' ')).strip()));
                objects.add(entries);
            }
        }
        return objects;
    }
}
