// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Test;

/** The documented limits of the Events API, each row at the socket. */
public class LimitsTest {

    private static final String KEY = "0123456789abcdef0123456789ABCDEF";
    private static final String V1 = "/generic/2010-04-15/create_event.json";
    private static final String V2 = "/v2/enqueue";
    private static final String CHANGE = "/v2/change/enqueue";

    private record Row(String path, String body, int status, String says) {}

    @ClassRule
    public static final SandboxRule SANDBOX = new SandboxRule();

    @Test
    public void goodEventsAreTaken() throws IOException {
        check(
                new Row(V2, v2("trigger", "", payload("s", "h", "critical")), 202, "\"message\":\"Event processed\""),
                new Row(V2, v2("trigger", "d1", payload("s", "h", "info")), 202, "\"dedup_key\":\"d1\""),
                new Row(V2, v2("acknowledge", "d1", ""), 202, "\"dedup_key\":\"d1\""),
                new Row(V2, v2("resolve", "d1", payload("", "", "error")), 202, "\"status\":\"success\""),
                new Row(V2, v2("trigger", "d", payload(text(1024), "h", "error")), 202, "success"),
                new Row(V2, v2("trigger", "d", payload("\uD83D\uDD14".repeat(1024), "h", "error")), 202, "success"),
                new Row(V2, v2("trigger", text(255), payload("s", "h", "error")), 202, "success"),
                new Row(V2, v2("trigger", "d", payload("s", "h", "error") + ",\"n\":1e99999"), 202, "success"),
                new Row(V1, v1("trigger", "i1", "d"), 200, "\"incident_key\":\"i1\""),
                new Row(V1, v1("trigger", "", "d"), 200, "\"incident_key\":\""),
                new Row(V1, v1("resolve", "i1", ""), 200, "\"status\":\"success\""),
                new Row(CHANGE, change(KEY, "deployed"), 202, "Change event processed"));
    }

    @Test
    public void keysAreThirtyTwoLettersAndDigits() throws IOException {
        String event = v2("trigger", "d", payload("s", "h", "error"));
        String length = "Length of 'routing_key' is incorrect (should be 32 characters)";
        check(
                new Row(V2, event.replace(KEY, KEY + "0"), 400, length),
                new Row(V2, event.replace(KEY, KEY.substring(1)), 400, length),
                new Row(V2, event.replace(KEY, KEY.substring(1) + "-"), 400, "cannot contain non-alphanumeric"),
                new Row(V2, event.replace(KEY, ""), 400, "'routing_key' is missing or blank"),
                new Row(V2, event.replace('"' + KEY + '"', "12"), 400, "'routing_key' is not a string"),
                new Row(V1, v1("trigger", "i", "d").replace(KEY, "short"), 400, "Length of 'service_key'"),
                new Row(CHANGE, change("R" + KEY.substring(1), "s"), 400, "ruleset"));
    }

    @Test
    public void eachActionHasItsRequiredFields() throws IOException {
        check(
                new Row(V2, v2("trigger", "d", ""), 400, "'payload' is missing or blank"),
                new Row(
                        V2,
                        v2("trigger", "d", payload(" ", "h", "error")),
                        400,
                        "'payload.summary' is missing or blank"),
                new Row(V2, v2("trigger", "d", payload("s", "", "error")), 400, "'payload.source' is missing or blank"),
                new Row(V2, v2("trigger", "d", payload("s", "h", "")), 400, "'payload.severity' is missing or blank"),
                new Row(V2, v2("trigger", "d", payload("s", "h", "ERROR")), 400, "'payload.severity' must be one of"),
                new Row(V2, v2("open", "d", payload("s", "h", "info")), 400, "'event_action' must be one of"),
                new Row(V2, v2("acknowledge", "", ""), 400, "'dedup_key' is missing or blank"),
                new Row(V2, v2("resolve", "", ""), 400, "'dedup_key' is missing or blank"),
                new Row(V1, v1("trigger", "i", ""), 400, "'description' is missing or blank"),
                new Row(V1, v1("resolve", "", "d"), 400, "'incident_key' is missing or blank"),
                new Row(V1, v1("bogus", "i", "d"), 400, "'event_type' must be one of"),
                new Row(CHANGE, change(KEY, ""), 400, "'payload.summary' is missing or blank"));
    }

    @Test
    public void textsHaveTheirLengths() throws IOException {
        check(
                new Row(V2, v2("trigger", "d", payload(text(1025), "h", "error")), 400, "payload.summary' is too long"),
                new Row(V2, v2("resolve", text(256), ""), 400, "'dedup_key' is too long (maximum is 255"),
                new Row(V1, v1("trigger", "i", text(1025)), 400, "'description' is too long (maximum is 1024"),
                new Row(V1, v1("trigger", text(256), "d"), 400, "'incident_key' is too long"));
    }

    @Test
    public void linksAndImagesHaveTheirForm() throws IOException {
        String event = v2("trigger", "d", payload("s", "h", "error"));
        check(
                new Row(V2, with(event, "\"images\":[{\"src\":\"http://x/y.png\"}]"), 400, "not an https address"),
                new Row(V2, with(event, "\"images\":[{\"src\":\"https://x/y.png\"}]"), 202, "success"),
                new Row(V2, with(event, "\"links\":[{\"text\":\"x\"}]"), 400, "'href' is missing"),
                new Row(V2, with(event, "\"links\":{}"), 400, "'links' is not an array"),
                new Row(CHANGE, with(change(KEY, "s"), "\"images\":[]"), 400, "'images' is not allowed"));
    }

    @Test
    public void onlyOneJsonObjectIsAnEvent() throws IOException {
        for (String body : List.of("", "{", "[]", "nonsense", "{} {}", "{\"a\":1,}", "[".repeat(2000))) {
            RawHttp.Reply reply = post(V2, body);
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.body()).as(body).contains("\"status\":\"invalid event\"");
        }
    }

    @Test
    public void anEventHas512KilobytesAndNotOneMore() throws IOException {
        String event = v2("trigger", "d", payload("s", "h", "error"));
        String exact = event + " ".repeat(Endpoint.MAX_BODY - event.length());

        assertThat(post(V2, exact).status()).isEqualTo(202);
        assertThat(post(V2, exact + " ").status()).isEqualTo(413);
        assertThat(post(V2, exact + exact).status()).isEqualTo(413);
    }

    @Test
    public void whoeverSendsFarTooMuchIsToldSoAndCutOff() throws IOException {
        try (RawHttp http = new RawHttp(SANDBOX.get().port())) {
            http.write("POST " + V2 + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
            http.write(" ".repeat(2 * Endpoint.MAX_BODY + 1));
            assertThat(http.reply().status()).isEqualTo(413);
        }
    }

    @Test
    public void otherPathsAndMethodsAreRefused() throws IOException {
        assertThat(post("/v2/enqueue/", "{}").status()).isEqualTo(404);
        assertThat(RawHttp.get(SANDBOX.get().port(), V2).status()).isEqualTo(405);
    }

    @Test
    public void heartbeatsAreTakenAndAreNoEvents() throws IOException {
        String path = "/agent/2014-03-14/heartbeat";
        int before = SANDBOX.get().heartbeats().size();
        long received = SANDBOX.get().summary().received();
        check(
                new Row(path, "{\"agent_id\":\"a\",\"agent_stats\":{}}", 200, "\"heartbeat_interval_secs\":3600"),
                new Row(path, "{\"agent_id\":1}", 400, "'agent_id' is missing"),
                new Row(path, "[]", 400, "'agent_id' is missing"),
                new Row(path, "{", 400, "JSON parse error"),
                new Row(path, "{\"agent_id\":\"" + text(512 * 1024) + "\"}", 413, "larger than 512 KB"));
        assertThat(SANDBOX.get().heartbeats())
                .hasSize(before + 1)
                .last()
                .isEqualTo("{\"agent_id\":\"a\",\"agent_stats\":{}}");
        assertThat(SANDBOX.get().summary().received()).isEqualTo(received);
    }

    private static void check(Row... rows) throws IOException {
        for (Row row : rows) {
            RawHttp.Reply reply = post(row.path(), row.body());
            assertThat(reply.status()).as(row.body() + " → " + reply.body()).isEqualTo(row.status());
            assertThat(reply.body()).contains(row.says());
        }
    }

    private static RawHttp.Reply post(String path, String body) throws IOException {
        return RawHttp.post(SANDBOX.get().port(), path, body);
    }

    private static String v2(String action, String dedupKey, String payload) {
        return "{\"routing_key\":\"" + KEY + "\",\"event_action\":\"" + action + "\""
                + (dedupKey.isEmpty() ? "" : ",\"dedup_key\":\"" + dedupKey + "\"")
                + (payload.isEmpty() ? "" : ",\"payload\":" + payload) + "}";
    }

    private static String payload(String summary, String source, String severity) {
        return "{\"summary\":\"" + summary + "\",\"source\":\"" + source + "\",\"severity\":\"" + severity + "\"}";
    }

    private static String v1(String type, String incidentKey, String description) {
        return "{\"service_key\":\"" + KEY + "\",\"event_type\":\"" + type + "\",\"incident_key\":\"" + incidentKey
                + "\",\"description\":\"" + description + "\",\"details\":{}}";
    }

    private static String change(String key, String summary) {
        return "{\"routing_key\":\"" + key + "\",\"payload\":{\"summary\":\"" + summary + "\"}}";
    }

    private static String with(String event, String field) {
        return "{" + field + "," + event.substring(1);
    }

    private static String text(int length) {
        return String.join("", Collections.nCopies(length, "x"));
    }
}
