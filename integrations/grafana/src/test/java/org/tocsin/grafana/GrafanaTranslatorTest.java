// SPDX-License-Identifier: Apache-2.0
package org.tocsin.grafana;

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
public class GrafanaTranslatorTest {

    private static final String ALERT =
            "{\"receiver\":\"r\",\"orgId\":2,\"title\":\"t\",\"alerts\":[{\"status\":\"firing\","
                    + "\"labels\":{\"alertname\":\"A\",\"sev\":\"red\",\"team\":\"blue\",\"severity\":\"info\"},"
                    + "\"annotations\":{\"summary\":\"s\"},\"valueString\":\"v\",\"fingerprint\":\"f\"}]}";
    private static final String OLD = "{\"ruleId\":7,\"ruleName\":\"R\",\"state\":\"%s\",\"tags\":{\"team\":\"blue\"}}";

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
        assertThat(event(Map.of("severityLabel", "sev", "severities", "Red=critical"), ALERT))
                .contains("\"severity\":\"critical\"");
        assertThat(event(Map.of("severityLabel", "none", "severity", "warning"), ALERT))
                .contains("\"severity\":\"warning\"");
        assertThat(event(Map.of("severities", "info=ignore"), ALERT)).isEmpty();
    }

    @Test
    public void sourceComponentAndGroupAreLabelsOfChoice() throws Exception {
        assertThat(event(Map.of("source", "none, team", "component", "sev", "group", "alertname"), ALERT))
                .contains("\"source\":\"blue\"", "\"component\":\"red\"", "\"group\":\"A\"");
    }

    @Test
    public void summaryAndKeyHaveTemplates() throws Exception {
        Map<String, String> settings = Map.of(
                "summary", "{{alertname}}/{{labels.team}}/{{annotations.summary}}/{{valueString}}/{{title}}/{{no}}",
                "dedupKey", "{{orgId}}-{{receiver}}-{{fingerprint}}-{{status}}");

        assertThat(event(settings, ALERT)).contains("\"summary\":\"A/blue/s/v/t/\"", "\"dedup_key\":\"2-r-f-firing\"");
        assertThat(event(
                        Map.of("summary", "{{ruleName}} {{tags.team}} {{team}} {{no}}", "dedupKey", "{{ruleId}}"),
                        old("ok")))
                .contains("\"summary\":\"R blue blue \"", "\"dedup_key\":\"7\"");
    }

    @Test
    public void statesOfOldAlertingMeanWhatIsSet() throws Exception {
        assertThat(event(Map.of("states", "alerting=critical, No_Data=resolve, ok=ignore"), old("alerting")))
                .contains("\"severity\":\"critical\"", "\"trigger\"");
        assertThat(event(Map.of("states", "alerting=critical, No_Data=resolve, ok=ignore"), old("no_data")))
                .contains("\"resolve\"");
        assertThat(event(Map.of("states", "alerting=critical, No_Data=resolve, ok=ignore"), old("ok")))
                .isEmpty();
        assertThat(event(Map.of("severityLabel", "team", "severities", "blue=info"), old("alerting")))
                .contains("\"severity\":\"info\"");
        assertThat(event(Map.of("severityLabel", "team", "severities", "blue=ignore"), old("alerting")))
                .isEmpty();
    }

    @Test
    public void whatIsWrongInTheFileIsNamed() {
        assertThat(new GrafanaCheck()
                        .wrong(Map.of(
                                "severities",
                                "High=bad",
                                "states",
                                "ok=green",
                                "dedupKey",
                                "{{id",
                                "severity",
                                "",
                                "keyFile",
                                "\"/etc/key\"")))
                .containsExactlyInAnyOrder(
                        "org.tocsin.grafana.cfg: keyFile: '\"/etc/key\"' is not an absolute path, use one that begins with /,"
                                + " without quotes",
                        "org.tocsin.grafana.cfg: severities: 'High=bad' is not a list of pairs, use NAME=VALUE,"
                                + " NAME=VALUE with values critical, error, warning, info, ignore",
                        "org.tocsin.grafana.cfg: states: 'ok=green' is not a list of pairs, use NAME=VALUE,"
                                + " NAME=VALUE with values critical, error, warning, info, resolve, ignore",
                        "org.tocsin.grafana.cfg: severity: '' is not known,"
                                + " use critical or error or warning or info or ignore",
                        "org.tocsin.grafana.cfg: dedupKey: '{{id' has a '{{' that no name and '}}' follow");
    }

    private static String old(String state) {
        return OLD.formatted(state);
    }

    private static String event(Map<String, String> settings, String text) throws InvalidEventException {
        return String.join("\n", events(settings, AdapterInput.of(text)));
    }

    private static List<String> events(Map<String, String> settings, AdapterInput input) throws InvalidEventException {
        return new GrafanaTranslator(Settings.of(SettingsReader.of(Config.class, settings)))
                .events(input.body().utf8()).stream().filter(Objects::nonNull).toList();
    }
}
