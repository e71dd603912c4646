// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tocsin.channel.standin.ScriptedServer.http;
import static org.tocsin.channel.standin.ScriptedServer.say;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.InvalidEventException;
import org.tocsin.channel.standin.ScriptedServer;

public class V1UpgradeTest {

    private static final String KEY = Delivering.KEY;
    private final PagerDutyFormat format = new PagerDutyFormat(() -> "made");

    private Event read(String text, String... config) throws InvalidEventException {
        Config with = Configs.with(config.length == 0 ? new String[] {"upgradeV1", "true"} : config);
        UpgradeSetting setting = new UpgradeSetting(with);
        format.setUpgrade(setting);
        try {
            return format.read(Body.of(text), null, null);
        } finally {
            format.unsetUpgrade(setting);
        }
    }

    private static String v1(String type, String rest) {
        return "{\"service_key\":\"" + KEY + "\",\"event_type\":\"" + type + '"' + rest + "}";
    }

    @Test
    public void valuesAreTakenOverAsTheyAreWritten() throws Exception {
        String details =
                "{ \"HOSTNAME\":\"web1\", \"SERVICESTATE\":\"CRITICAL\",\"n\":12345678901234567890, \"x\":1.0,\"\\u00e9\":[1, 2]}";
        Event event = read(
                v1(
                        "trigger",
                        ",\"incident_key\":\"disk/\\u00e9\", \"description\":\"disk \\\"full\\\" \\u00e9\",\"details\":"
                                + details
                                + ",\"client\":\"Nagios\",\"client_url\":\"https://n.example/\",\"agent\":{\"agent_id\":\"\"},"
                                + "\"contexts\":[{\"type\":\"link\",\"href\":\"https://l\",\"text\":\"l\",\"src\":\"\"},"
                                + "{\"type\":\"image\",\"href\":\"\",\"src\":\"https://i\",\"alt\":\"a\"},{\"type\":\"link\",\"href\":\"\"},7]"));
        assertThat(event.body().utf8())
                .isEqualTo(
                        "{\"routing_key\":\"" + KEY + "\",\"event_action\":\"trigger\",\"dedup_key\":\"disk/é\","
                                + "\"payload\":{\"summary\":\"disk \\\"full\\\" \\u00e9\",\"source\":\"web1\",\"severity\":\"critical\","
                                + "\"custom_details\":" + details
                                + "},\"client\":\"Nagios\",\"client_url\":\"https://n.example/\","
                                + "\"links\":[{\"href\":\"https://l\",\"text\":\"l\"}],\"images\":[{\"src\":\"https://i\",\"alt\":\"a\"}]}");
        assertThat(event.format()).isEqualTo("v2");
        assertThat(event.dedupKey()).isEqualTo("disk/é");
        assertThat(event.action()).isEqualTo(EventAction.TRIGGER);
        assertThat(event.lane().key()).isEqualTo(KEY);
        // what is stored is an event of v2 by our own rules, too
        assertThat(format.read(event.body(), "v2", KEY).body()).isEqualTo(event.body());
    }

    @Test
    public void anIncidentThatV1OpenedIsResolvedByItsKey() throws Exception {
        Event event = read(v1("resolve", ",\"incident_key\":\"k\""));
        assertThat(event.body().utf8())
                .isEqualTo("{\"routing_key\":\"" + KEY + "\",\"event_action\":\"resolve\",\"dedup_key\":\"k\"}");
        assertThat(read(v1("trigger", ",\"description\":\"d\"")).dedupKey()).isEqualTo("made");
    }

    @Test
    public void theSeverityIsReadFromTheDetails() throws Exception {
        for (String[] row : new String[][] {
            {"{\"SERVICESTATE\":\"WARNING\"}", "warning"},
            {"{\"SERVICESTATE\":\"UNKNOWN\",\"HOSTSTATE\":\"DOWN\"}", "warning"},
            {"{\"HOSTSTATE\":\"DOWN\"}", "critical"},
            {"{\"HOSTSTATE\":\"UNREACHABLE\"}", "error"},
            {"{\"severity\":\" Disaster \"}", "critical"},
            {"{\"severity\":\"High\",\"status\":\"OK\"}", "error"},
            {"{\"severity\":4}", "error"},
            {"{\"severity\":\"Not classified\"}", "info"},
            {"{\"severity\":\"odd\",\"status\":\"PROBLEM\"}", "warning"},
            {"{\"status\":2}", "critical"},
            {"{\"client\":{\"name\":\"web7\"},\"check\":{\"status\":1,\"name\":\"disk\"}}", "warning"},
            {"{}", "warning"},
            {"null", "warning"},
            {"\"only text\"", "warning"},
            {"{\"severity\":null,\"status\":{\"a\":[1]}}", "warning"},
        }) {
            String text = read(
                            v1("trigger", ",\"description\":\"d\",\"details\":" + row[0]),
                            "upgradeV1",
                            "true",
                            "upgradeSeverity",
                            "warning")
                    .body()
                    .utf8();
            assertThat(text).as(row[0]).contains("\"severity\":\"" + row[1] + "\"");
        }
        String sensu = read(v1("trigger", ",\"description\":\"d\",\"details\":{\"client\":{\"name\":\"web7\"}}"))
                .body()
                .utf8();
        assertThat(sensu).contains("\"source\":\"web7\",\"severity\":\"error\"");
        assertThat(read(v1("trigger", ",\"description\":\"d\",\"details\":[1]"))
                        .body()
                        .utf8())
                .contains("\"custom_details\":{\"details\":[1]}")
                .doesNotContain("\"source\":\"\"");
    }

    @Test
    public void aLongDescriptionIsCutAndHostileTextIsRefusedAsBefore() throws Exception {
        String text = read(v1("trigger", ",\"description\":\"" + "\\u00e9".repeat(2_000) + "\""))
                .body()
                .utf8();
        assertThat(text).contains("\\u00e9…\",\"source\"");
        assertThatThrownBy(() -> read(v1("trigger", "")))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("description");
        assertThatThrownBy(() -> read(v1("resolve", ""))).hasMessageContaining("incident_key");
        assertThatThrownBy(() -> read(
                        v1("trigger", ",\"description\":\"d\",\"details\":{\"x\":\"" + "y".repeat(524_200) + "\"}")))
                .hasMessageContaining("bytes");
    }

    @Test
    public void anEventThatIsTooLongOnlyInV2ArrivesWithItsDetailsCutAndMarked() throws Exception {
        String around =
                v1("trigger", ",\"incident_key\":\"k\",\"description\":\"d\",\"details\":{\"a\":1,\"log\":\"\"}");
        for (String unit : new String[] {"y", "é", "\\u00e9", "\\n", "😀", "\\ud83d\\ude00"}) {
            int bytes = unit.getBytes(StandardCharsets.UTF_8).length;
            int most = EventText.MAX_BYTES - around.length();
            String log = unit.repeat(most / bytes) + "y".repeat(most % bytes);
            String text = around.replace("\"log\":\"\"", "\"log\":\"" + log + '"');
            assertThat(Body.of(text).size()).isEqualTo(EventText.MAX_BYTES);

            Event event = read(text);

            assertThat(event.format()).isEqualTo("v2");
            assertThat(event.body().size()).as(unit).isBetween(EventText.MAX_BYTES - 4_000, EventText.MAX_BYTES);
            assertThat(event.body().utf8())
                    .contains("\"custom_details\":{\"a\":1,\"log\":\"" + unit)
                    .contains("…\"}}");
            // is an event by our own rules, and by any parser
            assertThat(format.read(event.body(), "v2", KEY).body()).isEqualTo(event.body());
        }
    }

    @Test
    public void whereNoDetailIsLongASentenceStandsForAllAndWhatIsLongElsewhereIsRefusedWithTheReason()
            throws Exception {
        String around = v1("trigger", ",\"incident_key\":\"k\",\"description\":\"d\",\"details\":[7]");
        int most = EventText.MAX_BYTES - around.length();
        Event event = read(around.replace("[7]", "[7" + ",7".repeat(most / 2) + "]"));
        assertThat(event.body().utf8())
                .contains("\"summary\":\"d\"")
                .contains(
                        "\"custom_details\":{\"cut\":\"the details were too long for the Events API v2 (upgradeV1)\"}");

        String client = v1("trigger", ",\"incident_key\":\"k\",\"description\":\"d\",\"client\":\"\"");
        String longer = "y".repeat(EventText.MAX_BYTES - client.length());
        assertThatThrownBy(() -> read(client.replace("\"client\":\"\"", "\"client\":\"" + longer + '"')))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageMatching("body: has \\d+ bytes as an event of v2 \\(upgradeV1\\), PagerDuty takes 524288;"
                        + " shorten it");
    }

    @Test
    public void nothingChangesUnlessItIsWished() throws Exception {
        String text = v1("trigger", ",\"description\":\"d\",\"incident_key\":\"k\"");
        assertThat(read(text, "upgradeV1", "false").body().utf8()).isEqualTo(text);
        assertThat(read(text, "upgradeV1", "perhaps").format()).isEqualTo("v1");
        assertThat(new PagerDutyCheck().wrong(Map.of("upgradeV1", "perhaps", "upgradeSeverity", "bad")))
                .containsExactlyInAnyOrder(
                        "org.tocsin.pagerduty.cfg: upgradeV1: 'perhaps' is not known, use true or false",
                        "org.tocsin.pagerduty.cfg: upgradeSeverity: 'bad' is not known, use critical or error or warning or info");
        String v2 = "{\"routing_key\":\"" + KEY + "\",\"event_action\":\"resolve\",\"dedup_key\":\"k\"}";
        assertThat(read(v2).body().utf8()).isEqualTo(v2);
    }

    @Test
    public void aRepeatIsTheSameToTheByteAndGoesToV2() throws Exception {
        ScriptedServer.Script once =
                (socket, request) -> say(socket, http(request == 1 ? "500 Oops" : "202 Accepted", "", ""));
        Event event = read(v1("trigger", ",\"description\":\"d\""));
        try (ScriptedServer api = new ScriptedServer(once);
                Delivering way = Delivering.to(api.url())) {
            way.deliver(event.format(), event.body().utf8(), Map.of());
            way.deliver(event.format(), event.body().utf8(), Map.of());
            assertThat(api.requests).extracting(ScriptedServer.Request::line).containsOnly("POST /v2/enqueue HTTP/1.1");
            assertThat(api.requests)
                    .extracting(ScriptedServer.Request::body)
                    .containsExactly(event.body().utf8(), event.body().utf8());
        }
    }
}
