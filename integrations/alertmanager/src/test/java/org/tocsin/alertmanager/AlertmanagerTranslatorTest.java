// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.Test;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.SettingsReader;
import org.tocsin.api.golden.GoldenCases;
import org.tocsin.api.golden.Mutations;

/** The golden files hold what is made with the defaults; here is what can be set. */
public class AlertmanagerTranslatorTest {

    private static final String ALERT = "{\"receiver\":\"r\",\"groupKey\":\"g\",\"alerts\":[{\"status\":\"firing\","
            + "\"labels\":{\"alertname\":\"A\",\"sev\":\"red\",\"team\":\"blue\",\"severity\":\"info\"},"
            + "\"annotations\":{\"summary\":\"s\"},\"startsAt\":\"2023-02-06T13:08:45.828Z\",\"fingerprint\":\"f\"}]}";

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
    }

    @Test
    public void theSeverityIsInALabelOfChoice() throws Exception {
        assertThat(event(Map.of("severityLabel", "sev", "severities", "Red=critical")))
                .contains("\"severity\":\"critical\"");
        assertThat(event(Map.of("severityLabel", "none", "severity", "warning")))
                .contains("\"severity\":\"warning\"");
        assertThat(event(Map.of("severities", "info=ignore"))).isEmpty();
        assertThat(event(Map.of("severityLabel", "none", "severity", "ignore"))).isEmpty();
    }

    @Test
    public void sourceComponentAndGroupAreLabelsOfChoice() throws Exception {
        assertThat(event(Map.of("source", "none, team", "component", "sev", "group", "alertname")))
                .contains("\"source\":\"blue\"", "\"component\":\"red\"", "\"group\":\"A\"");
        assertThat(event(Map.of("source", ""))).contains("\"source\":\"alertmanager\"");
    }

    @Test
    public void summaryAndKeyHaveTemplates() throws Exception {
        assertThat(event(Map.of(
                        "summary",
                                "{{alertname}}/{{labels.team}}/{{annotations.summary}}/{{summary}}/{{status}}/{{no}}",
                        "dedupKey", "{{receiver}}-{{groupKey}}-{{fingerprint}}-{{startsAt}}")))
                .contains("\"summary\":\"A/blue/s/s/firing/\"", "\"dedup_key\":\"r-g-f-2023-02-06T13:08:45.828Z\"");
    }

    @Test
    public void whatIsWrongInTheFileIsNamed() {
        assertThat(new AlertmanagerCheck()
                        .wrong(Map.of("severities", "High=bad", "dedupKey", "{{id", "severity", "", "summary", "{{}}")))
                .containsExactlyInAnyOrder(
                        "org.tocsin.alertmanager.cfg: severities: 'High=bad' is not a list of pairs, use NAME=VALUE,"
                                + " NAME=VALUE with values critical, error, warning, info, ignore",
                        "org.tocsin.alertmanager.cfg: severity: '' is not known,"
                                + " use critical or error or warning or info or ignore",
                        "org.tocsin.alertmanager.cfg: dedupKey: '{{id' has a '{{' that no name and '}}' follow",
                        "org.tocsin.alertmanager.cfg: summary: '{{}}' has a '{{' that no name and '}}' follow");
    }

    private static String event(Map<String, String> settings) throws InvalidEventException {
        return String.join("\n", events(settings, AdapterInput.of(ALERT)));
    }

    private static List<String> events(Map<String, String> settings, AdapterInput input) throws InvalidEventException {
        return new AlertmanagerTranslator(Settings.of(SettingsReader.of(Config.class, settings)))
                .events(input.body().utf8()).stream().filter(Objects::nonNull).toList();
    }
}
