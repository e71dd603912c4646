// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sensu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
public class SensuTranslatorTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);
    private static final Map<String, String> V2 = Map.of("format", "v2");
    private static final String CORE =
            "{\"action\":\"create\",\"occurrences\":%d,\"silenced\":%s,\"timestamp\":1767323045,"
                    + "\"client\":{\"name\":\"c\",\"environment\":\"prod\"},\"check\":{\"name\":\"k\",\"output\":\"o\",\"status\":2}}";
    private static final String GO =
            "{\"entity\":{\"metadata\":{\"name\":\"e\",\"namespace\":\"prod\",\"labels\":{%s}}},"
                    + "\"check\":{\"metadata\":{\"name\":\"k\",\"annotations\":{%s}},\"output\":\"o\",\"status\":%s}}";

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
    public void inVersionTwoTheStatusIsASeverity() throws Exception {
        assertThat(event(V2, core(1, false)))
                .isEqualTo("{\"event_action\":\"trigger\",\"dedup_key\":\"c/k\",\"payload\":{\"summary\":\"c/k : o\","
                        + "\"source\":\"c\",\"severity\":\"critical\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"component\":\"k\","
                        + "\"group\":\"prod\",\"custom_details\":" + core(1, false) + "},\"client\":\"Sensu\"}");
        assertThat(event(V2, GO.formatted("", "", 1)))
                .contains(
                        "\"severity\":\"warning\"",
                        "\"source\":\"e\"",
                        "\"group\":\"prod\"",
                        "\"client\":\"Sensu Go\"");
        assertThat(event(V2, GO.formatted("", "", 0))).contains("\"severity\":\"info\"", "\"resolve\"");
        assertThat(event(V2, GO.formatted("", "", 3))).contains("\"severity\":\"error\"");
        assertThat(event(V2, GO.formatted("", "", "\"1\""))).contains("\"severity\":\"warning\"");
        assertThat(event(Map.of("format", "v2", "severities", "3=info"), GO.formatted("", "", 3)))
                .contains("\"severity\":\"info\"");
    }

    @Test
    public void labelsAndAnnotationsSayMore() throws Exception {
        assertThat(event(V2, GO.formatted("\"severity\":\"info\"", "\"runbook_url\":\"https://r/1\"", 2)))
                .contains("\"severity\":\"info\"", "\"links\":[{\"href\":\"https://r/1\",\"text\":\"Runbook\"}]");
        assertThat(event(V2, GO.formatted("\"severity\":\"info\"", "\"severity\":\"warning\"", 2)))
                .contains("\"severity\":\"warning\",\"component\"");
        assertThat(event(V2, GO.formatted("\"severity\":\"purple\"", "", 2)))
                .contains("\"severity\":\"critical\",\"comp");
    }

    @Test
    public void occurrencesAreToldAsItIsSet() throws Exception {
        Map<String, String> third = Map.of("occurrences", "3", "every", "2");

        assertThat(event(third, core(1, false))).isEmpty();
        assertThat(event(third, core(2, false))).isEmpty();
        assertThat(event(third, core(3, false))).isNotEmpty();
        assertThat(event(third, core(4, false))).isEmpty();
        assertThat(event(third, core(5, false))).isNotEmpty();
        assertThat(event(Map.of("every", "0"), core(1, false))).isNotEmpty();
        assertThat(event(Map.of("every", "0"), core(2, false))).isEmpty();
        assertThat(event(third, core(1, false).replace("create", "resolve"))).contains("\"resolve\"");
    }

    @Test
    public void whatIsSilencedIsForwardedIfItIsSet() throws Exception {
        String go =
                "{\"entity\":{\"metadata\":{\"name\":\"e\"}},\"check\":{\"metadata\":{\"name\":\"c\"},\"output\":\"o\","
                        + "\"status\":2,\"silenced\":[\"entity:e:*\"]}}";
        assertThat(event(Map.of(), go)).isEmpty();
        assertThat(event(Map.of("silenced", "forward"), go)).contains("\"trigger\"");
        assertThat(event(Map.of(), core(1, true)))
                .as("Sensu Core tells it only to who wants it")
                .contains("\"trigger\"");
    }

    @Test
    public void summaryAndKeyHaveTemplates() throws Exception {
        Map<String, String> settings = Map.of(
                "summary",
                "{{client.name}}: {{check.output}} ({{check.status}}){{no.such}}",
                "incidentKey",
                "{{check.name}}");

        assertThat(event(settings, core(1, false))).contains("\"description\":\"c: o (2)\"", "\"incident_key\":\"k\"");
    }

    @Test
    public void whatIsNestedTooDeepOrHasTooLongANumberIsRefused() {
        assertThatThrownBy(() -> event(Map.of(), "[".repeat(100_000))).isInstanceOf(InvalidEventException.class);
        assertThatThrownBy(() -> event(Map.of(), "{\"a\":" + "1".repeat(100_000) + "}"))
                .isInstanceOf(InvalidEventException.class);
    }

    /** They would take some hundred megabytes. */
    @Test
    public void aTextOfAMillionSmallThingsIsRefused() {
        String whole = core(1, false);
        String many = whole.substring(0, whole.length() - 1) + ",\"many\":[" + "{},".repeat(1_000_000) + "1]}";

        assertThatThrownBy(() -> event(Map.of(), many))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("body: ");
    }

    @Test
    public void aMegabyteIsTakenAsItIs() throws Exception {
        String output = "x".repeat(1 << 20);

        assertThat(event(Map.of(), core(1, false).replace("\"o\"", '"' + output + '"')))
                .contains("c/k : " + output);
    }

    @Test
    public void whatIsWrongInTheFileIsNamed() {
        assertThat(new SensuCheck()
                        .wrong(Map.of(
                                "format", "v3",
                                "severities", "2=bad",
                                "silenced", "yes",
                                "occurrences", "0",
                                "every", "x",
                                "incidentKey", "{{id",
                                "severity", "")))
                .containsExactlyInAnyOrder(
                        "org.tocsin.sensu.cfg: format: 'v3' is not known, use v1 or v2",
                        "org.tocsin.sensu.cfg: severities: '2=bad' is not a list of pairs, use NAME=VALUE, NAME=VALUE"
                                + " with values critical, error, warning, info",
                        "org.tocsin.sensu.cfg: severity: '' is not known, use critical or error or warning or info",
                        "org.tocsin.sensu.cfg: silenced: 'yes' is not known, use ignore or forward",
                        "org.tocsin.sensu.cfg: occurrences: '0' is not in range, use a whole number from 1 to 1000000",
                        "org.tocsin.sensu.cfg: every: 'x' is not a number, use a whole number from 0 to 1000000",
                        "org.tocsin.sensu.cfg: incidentKey: '{{id' has a '{{' that no name and '}}' follow");
    }

    private static String core(int occurrences, boolean silenced) {
        return CORE.formatted(occurrences, silenced);
    }

    private static String event(Map<String, String> settings, String text) throws InvalidEventException {
        return String.join("\n", events(settings, AdapterInput.of(text)));
    }

    private static List<String> events(Map<String, String> settings, AdapterInput input) throws InvalidEventException {
        SensuTranslator translator = new SensuTranslator(Settings.of(SettingsReader.of(Config.class, settings)), CLOCK);
        String event = translator.event(Result.of(input.body().utf8(), input.parameters()));
        return event == null ? List.of() : List.of(event);
    }
}
