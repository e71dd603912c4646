// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.SettingsReader;
import org.tocsin.api.golden.GoldenCases;
import org.tocsin.api.golden.Mutations;

/** The golden files hold what is made with the defaults; here is what can be set. */
public class NagiosTranslatorTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);
    private static final String SERVICE =
            "{\"HOSTNAME\":\"web1\",\"SERVICEDESC\":\"disk\",\"SERVICESTATE\":\"%s\",\"NOTIFICATIONTYPE\":\"%s\"}";

    @Test
    public void theGoldenFiles() {
        assertThat(new GoldenCases(Path.of("src/test/resources/golden"))
                        .differences(input -> events(new HashMap<>(), input)))
                .isEmpty();
    }

    @Test
    public void whateverComesIsAnEventOrARefusal() {
        GoldenCases cases = new GoldenCases(Path.of("src/test/resources/golden"));

        assertThat(new Mutations(cases, 1).failures(input -> events(Map.of(), input)))
                .isEmpty();
        assertThat(new Mutations(cases, 2).failures(input -> events(Map.of("format", "v2"), input)))
                .isEmpty();
    }

    @Test
    public void inVersionTwoTheStateIsASeverity() throws Exception {
        Map<String, String> settings = Map.of("format", "v2");

        assertThat(event(settings, "WARNING", "PROBLEM"))
                .isEqualTo("{\"event_action\":\"trigger\","
                        + "\"dedup_key\":\"event_source=service;host_name=web1;service_desc=disk\","
                        + "\"payload\":{\"summary\":\"SERVICEDESC=disk; SERVICESTATE=WARNING; HOSTNAME=web1\","
                        + "\"source\":\"web1\",\"severity\":\"warning\",\"component\":\"disk\",\"class\":\"service\","
                        + "\"custom_details\":{\"HOSTNAME\":\"web1\",\"NOTIFICATIONTYPE\":\"PROBLEM\",\"SERVICEDESC\":\"disk\","
                        + "\"SERVICESTATE\":\"WARNING\",\"pd_nagios_object\":\"service\"}}}");
        assertThat(event(settings, "CRITICAL", "PROBLEM")).contains("\"severity\":\"critical\"");
        assertThat(event(settings, "UNKNOWN", "PROBLEM")).contains("\"severity\":\"error\"");
        assertThat(event(settings, "OK", "RECOVERY")).contains("\"severity\":\"info\"", "\"resolve\"");
        assertThat(event(settings, "PURPLE", "PROBLEM")).contains("\"severity\":\"error\"");
        assertThat(event(Map.of("format", "v2", "severities", "WARNING=info"), "WARNING", "PROBLEM"))
                .contains("\"severity\":\"info\"");
    }

    @Test
    public void groupAndTimeAreTakenFromTheirMacros() throws Exception {
        assertThat(text(
                        Map.of("format", "v2"),
                        "{\"HOSTNAME\":\"w\",\"HOSTSTATE\":\"UNREACHABLE\",\"NOTIFICATIONTYPE\":\"PROBLEM\","
                                + "\"HOSTGROUPNAME\":\"web\",\"TIMET\":\"1767323045\"}"))
                .contains(
                        "\"severity\":\"error\"",
                        "\"timestamp\":\"2026-01-02T03:04:05Z\"",
                        "\"group\":\"web\"",
                        "\"class\":\"host\"")
                .doesNotContain("component");
        assertThat(
                        text(
                                Map.of("format", "v2"),
                                "{\"HOSTNAME\":\"w\",\"HOSTSTATE\":\"DOWN\",\"NOTIFICATIONTYPE\":\"PROBLEM\",\"TIMET\":\"today\"}"))
                .doesNotContain("timestamp");
        assertThat(
                        text(
                                Map.of("format", "v2"),
                                "{\"HOSTNAME\":\"w\",\"HOSTSTATE\":\"DOWN\",\"NOTIFICATIONTYPE\":\"PROBLEM\",\"HOSTGROUPNAME\":\"$\"}"))
                .contains("\"HOSTGROUPNAME\":\"$\"")
                .doesNotContain("\"group\"");
    }

    @Test
    public void whatIsForwardedIsAnIncidentBesideTheProblem() throws Exception {
        Map<String, String> settings =
                Map.of("forward", "FLAPPINGSTART, flappingstop, DOWNTIMESTART,DOWNTIMECANCELLED");
        String key = "event_source=service;host_name=web1;service_desc=disk";

        assertThat(event(settings, "OK", "FLAPPINGSTART")).contains("\"trigger\"", '"' + key + ";flapping\"");
        assertThat(event(settings, "OK", "FLAPPINGSTOP")).contains("\"resolve\"", '"' + key + ";flapping\"");
        assertThat(event(settings, "OK", "DOWNTIMESTART")).contains("\"trigger\"", '"' + key + ";downtime\"");
        assertThat(event(settings, "OK", "DOWNTIMECANCELLED")).contains("\"resolve\"", '"' + key + ";downtime\"");
        assertThat(event(settings, "OK", "CUSTOM")).isEmpty();
        assertThat(event(settings, "OK", "FLAPPINGSTART"))
                .contains(
                        "\"description\":\"FLAPPINGSTART; SERVICEDESC=disk; SERVICESTATE=OK; HOSTNAME=web1\"",
                        "\"NOTIFICATIONTYPE\":\"FLAPPINGSTART\"");
    }

    @Test
    public void aPersonsWordIsToldToTheProblemAndOpensNoIncidentOfWhatIsWell() throws Exception {
        Map<String, String> settings = Map.of("forward", "CUSTOM");

        assertThat(event(settings, "CRITICAL", "CUSTOM"))
                .contains("\"trigger\"", "\"incident_key\":\"event_source=service;host_name=web1;service_desc=disk\"");
        assertThat(event(settings, "OK", "CUSTOM")).isEmpty();
    }

    @Test
    public void aTemplateThatSaysNothingIsNotUsed() throws Exception {
        Map<String, String> settings =
                Map.of("serviceSummary", "{{SERVICOUTPUT}}", "serviceKey", "{{HOSTNAME}}/{{SERVICEDESK}}");

        assertThat(event(settings, "CRITICAL", "PROBLEM"))
                .contains(
                        "\"description\":\"SERVICEDESC=disk; SERVICESTATE=CRITICAL; HOSTNAME=web1\"",
                        "\"incident_key\":\"event_source=service;host_name=web1;service_desc=disk\"");
        assertThat(event(Map.of("serviceSummary", "{{NOTIFICATIONTYPE}}!"), "OK", "RECOVERY"))
                .contains("\"description\":\"RECOVERY!\"");
    }

    @Test
    public void summaryAndKeyHaveTemplates() throws Exception {
        Map<String, String> settings = Map.of(
                "serviceSummary", "{{HOSTNAME}}/{{SERVICEDESC}} is {{SERVICESTATE}}: {{SERVICEOUTPUT}}",
                "serviceKey", "{{HOSTNAME}}/{{SERVICEDESC}}");

        assertThat(event(settings, "CRITICAL", "PROBLEM"))
                .contains("\"description\":\"web1/disk is CRITICAL: \"", "\"incident_key\":\"web1/disk\"");
    }

    @Test
    public void whatIsWrongInTheFileIsNamed() {
        assertThat(new NagiosCheck()
                        .wrong(Map.of(
                                "format", "v3",
                                "severities", "DOWN=bad",
                                "forward", "custom, Flaping",
                                "hostKey", "{{HOSTNAME",
                                "severity", "")))
                .containsExactlyInAnyOrder(
                        "org.tocsin.nagios.cfg: format: 'v3' is not known, use v1 or v2",
                        "org.tocsin.nagios.cfg: severities: 'DOWN=bad' is not a list of pairs, use NAME=VALUE, NAME=VALUE"
                                + " with values critical, error, warning, info",
                        "org.tocsin.nagios.cfg: severity: '' is not known, use critical or error or warning or info",
                        "org.tocsin.nagios.cfg: forward: 'Flaping' is not known, use some of "
                                + String.join(", ", Policy.TYPES),
                        "org.tocsin.nagios.cfg: hostKey: '{{HOSTNAME' has a '{{' that no name and '}}' follow");
    }

    private static String event(Map<String, String> settings, String state, String type) throws InvalidEventException {
        return text(settings, SERVICE.formatted(state, type));
    }

    private static String text(Map<String, String> settings, String body) throws InvalidEventException {
        return String.join("\n", events(settings, AdapterInput.of(body)));
    }

    private static List<String> events(Map<String, String> settings, AdapterInput input) throws InvalidEventException {
        NagiosTranslator translator =
                new NagiosTranslator(Settings.of(SettingsReader.of(Config.class, settings)), CLOCK);
        String event = translator.event(Notice.of(input.body().utf8(), input.contentType(), input.parameters()));
        return event == null ? List.of() : List.of(event);
    }
}
