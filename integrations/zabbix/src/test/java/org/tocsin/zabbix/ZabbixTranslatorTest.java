// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

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
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.SettingsReader;
import org.tocsin.api.golden.GoldenCases;
import org.tocsin.api.golden.Mutations;

/** The golden files hold what is made with the defaults; here is what can be set. */
public class ZabbixTranslatorTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);
    private static final String PROBLEM = "name:disk full\nid: 7\nstatus:PROBLEM\nhostname: web1";
    private static final Map<String, String> V2 = Map.of("format", "v2");

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
    public void inVersionTwoThereAreSeverityTimeAndPlace() throws Exception {
        assertThat(event(
                        V2,
                        PROBLEM + "\nseverity: High\ntimestamp: 1767323045\ncomponent: sda\ngroup:Web\nclass: disk"
                                + "\nurl: http://z/7"))
                .isEqualTo("{\"event_action\":\"trigger\",\"dedup_key\":\" 7- web1\","
                        + "\"payload\":{\"summary\":\"disk full : PROBLEM for  web1\",\"source\":\"web1\",\"severity\":\"error\","
                        + "\"timestamp\":\"2026-01-02T03:04:05Z\",\"component\":\"sda\",\"group\":\"Web\",\"class\":\"disk\","
                        + "\"custom_details\":{\"class\":\" disk\",\"component\":\" sda\",\"group\":\"Web\",\"hostname\":\" web1\","
                        + "\"id\":\" 7\",\"name\":\"disk full\",\"severity\":\" High\",\"status\":\"PROBLEM\","
                        + "\"timestamp\":\" 1767323045\",\"url\":\" http://z/7\"}},"
                        + "\"client\":\"Zabbix\",\"client_url\":\"http://z/7\"}");
        assertThat(event(V2, PROBLEM + "\ntimestamp:today")).doesNotContain("\"timestamp\":\"2");
    }

    @Test
    public void severitiesAreKnownByNameAndByNumber() throws Exception {
        assertThat(severity(V2, "severity:Disaster")).isEqualTo("critical");
        assertThat(severity(V2, "severity:High")).isEqualTo("error");
        assertThat(severity(V2, "severity:Average")).isEqualTo("warning");
        assertThat(severity(V2, "severity:Warning")).isEqualTo("warning");
        assertThat(severity(V2, "severity:Information")).isEqualTo("info");
        assertThat(severity(V2, "severity:Not classified")).isEqualTo("info");
        assertThat(severity(V2, "severity:Katastrophe")).isEqualTo("error");
        assertThat(severity(V2, "severity:Katastrophe\nnseverity:5")).isEqualTo("critical");
        assertThat(severity(V2, "severity:5")).isEqualTo("critical");
        assertThat(severity(V2, "severity:0")).isEqualTo("info");
        assertThat(severity(V2, "nseverity:6")).isEqualTo("error");
        assertThat(severity(
                        Map.of("format", "v2", "severities", "High=critical", "severity", "warning"), "severity:High"))
                .isEqualTo("critical");
        assertThat(severity(
                        Map.of("format", "v2", "severities", "High=critical", "severity", "warning"),
                        "severity:Disaster"))
                .isEqualTo("warning");
    }

    @Test
    public void updatesAreToldAsItIsSet() throws Exception {
        String comment = PROBLEM + "\nupdate_status:1\nacknowledged:No";
        String acknowledged = PROBLEM + "\nupdate_status:1\nacknowledged:Yes";
        String over = comment.replace("PROBLEM", "RESOLVED");

        assertThat(event(Map.of(), comment)).isEmpty();
        assertThat(event(Map.of(), acknowledged)).contains("\"acknowledge\"");
        assertThat(event(Map.of("updates", "all"), comment)).contains("\"trigger\"");
        assertThat(event(Map.of("updates", "all"), acknowledged)).contains("\"acknowledge\"");
        assertThat(event(Map.of("updates", "all"), over)).isEmpty();
        assertThat(event(Map.of("updates", "none"), acknowledged)).isEmpty();
    }

    @Test
    public void summaryAndKeyHaveTemplates() throws Exception {
        Map<String, String> settings =
                Map.of("summary", "{{hostname}}: {{name}}{{none}}", "incidentKey", "zabbix/{{event_id}}");

        assertThat(event(settings, PROBLEM + "\nevent_id:17"))
                .contains("\"description\":\" web1: disk full\"", "\"incident_key\":\"zabbix/17\"");
        assertThat(event(settings, PROBLEM + "\nincident_key:mine")).contains("\"incident_key\":\"mine\"");
    }

    @Test
    public void aMegabyteIsTakenAsItIs() throws Exception {
        String output = "x".repeat(1 << 20);

        assertThat(event(Map.of(), PROBLEM + "\noutput:" + output)).contains(output);
    }

    @Test
    public void whatIsWrongInTheFileIsNamed() {
        assertThat(new ZabbixCheck()
                        .wrong(Map.of(
                                "format", "v3",
                                "severities", "High=bad",
                                "updates", "some",
                                "incidentKey", "{{id",
                                "severity", "")))
                .containsExactlyInAnyOrder(
                        "org.tocsin.zabbix.cfg: format: 'v3' is not known, use v1 or v2",
                        "org.tocsin.zabbix.cfg: severities: 'High=bad' is not a list of pairs, use NAME=VALUE, NAME=VALUE"
                                + " with values critical, error, warning, info",
                        "org.tocsin.zabbix.cfg: severity: '' is not known, use critical or error or warning or info",
                        "org.tocsin.zabbix.cfg: updates: 'some' is not known, use acknowledge or all or none",
                        "org.tocsin.zabbix.cfg: incidentKey: '{{id' has a '{{' that no name and '}}' follow");
    }

    private static String severity(Map<String, String> settings, String line) throws InvalidEventException {
        String event = event(settings, PROBLEM + '\n' + line);
        int at = event.indexOf("\"severity\":\"") + "\"severity\":\"".length();
        return event.substring(at, event.indexOf('"', at));
    }

    @Test(timeout = 60_000)
    public void manyLinesCostAsMuchAsTheyAreLong() throws Exception {
        String text = "name:n\nid:1\nstatus:PROBLEM\nhostname:h\nx:" + "a\n".repeat(1_300_000);

        assertThat(Fields.lines(text))
                .hasSize(5)
                .hasEntrySatisfying("x", value -> assertThat(value).hasSize(1_300_000));
    }

    @Test
    public void aKeyThatWouldBeThatOfManyIsNotUsed() throws Exception {
        String message = "name:n\nid:1\nstatus:PROBLEM\nhostname:h";
        Map<String, String> settings = Map.of("incidentKey", "zabbix/{{event_id}}", "summary", "{{no}}");

        assertThat(event(settings, message))
                .contains("\"incident_key\":\"1-h\"", "\"description\":\"n : PROBLEM for h\"");
        assertThat(event(settings, message + "\nevent_id:7")).contains("\"incident_key\":\"zabbix/7\"");
    }

    private static String event(Map<String, String> settings, String text) throws InvalidEventException {
        return String.join(
                "\n",
                events(settings, new AdapterInput(Body.of(text), "text/plain", null, Map.of("subject", "Update"))));
    }

    private static List<String> events(Map<String, String> settings, AdapterInput input) throws InvalidEventException {
        ZabbixTranslator translator =
                new ZabbixTranslator(Settings.of(SettingsReader.of(Config.class, settings)), CLOCK);
        String event = translator.event(Message.of(input.body().utf8(), input.contentType(), input.parameters()));
        return event == null ? List.of() : List.of(event);
    }
}
