// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.tocsin.api.SettingsReader;

/** The media types to import: the text of the one and the JavaScript of the other reach the adapter as it reads them. */
public class MediaTypesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> MACROS = Map.ofEntries(
            Map.entry("{TRIGGER.NAME}", "disk \"full\""),
            Map.entry("{TRIGGER.ID}", "13502"),
            Map.entry("{TRIGGER.STATUS}", "PROBLEM"),
            Map.entry("{EVENT.STATUS}", "PROBLEM"),
            Map.entry("{EVENT.UPDATE.STATUS}", "0"),
            Map.entry("{EVENT.ACK.STATUS}", "No"),
            Map.entry("{HOST.HOST}", "Zabbix server"),
            Map.entry("{EVENT.SEVERITY}", "Disaster"),
            Map.entry("{EVENT.NSEVERITY}", "5"),
            Map.entry("{ALERT.SENDTO}", "0123456789abcdef0123456789abcdef"));

    /** As Zabbix has it, with what lies behind it in Java. */
    private static final String HTTP_REQUEST = """
            function HttpRequest() { this.headers = []; }
            HttpRequest.prototype.addHeader = function (header) { this.headers.push(header); };
            HttpRequest.prototype.post = function (url, data) {
                this.status = line.post(url, this.headers.join('\\n'), data);
                return String(line.answer);
            };
            HttpRequest.prototype.getStatus = function () { return this.status; };
            """;

    private final Map<String, String> seen = new LinkedHashMap<>();
    private int status = 202;
    private HttpServer agent;

    @Before
    public void listen() throws IOException {
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/integrations/zabbix", request -> {
            seen.put("Authorization", request.getRequestHeaders().getFirst("Authorization"));
            seen.put("X-Routing-Key", request.getRequestHeaders().getFirst("X-Routing-Key"));
            seen.put("Content-Type", request.getRequestHeaders().getFirst("Content-Type"));
            seen.put("body", new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = "{\"errors\":[\"why\"]}".getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(status, answer.length);
            request.getResponseBody().write(answer);
            request.close();
        });
        agent.start();
    }

    @After
    public void close() {
        agent.stop(0);
    }

    @Test
    public void theScriptIsCalledAsPdZabbixTakesIt() throws IOException {
        JsonNode type = mediaType("zabbix-media-type-script.yaml");

        assertThat(type.path("type").asText()).isEqualTo("SCRIPT");
        assertThat(type.path("script_name").asText()).isEqualTo("pd-zabbix");
        assertThat(type.path("parameters"))
                .extracting(JsonNode::asText)
                .containsExactly("{ALERT.SENDTO}", "{ALERT.SUBJECT}", "{ALERT.MESSAGE}");
    }

    @Test
    public void theTemplatesOfTheScriptMakeEvents() throws Exception {
        assertThat(ofTemplate("PROBLEM", Map.of()))
                .contains("\"trigger\"", "13502-Zabbix server", "disk \\\"full\\\" : PROBLEM for Zabbix server");
        assertThat(ofTemplate("RECOVERY", Map.of("{TRIGGER.STATUS}", "OK")))
                .contains("\"resolve\"", "13502-Zabbix server");
        assertThat(ofTemplate("UPDATE", Map.of("{EVENT.UPDATE.STATUS}", "1", "{EVENT.ACK.STATUS}", "Yes")))
                .contains("\"acknowledge\"", "13502-Zabbix server");
        assertThat(ofTemplate("UPDATE", Map.of("{EVENT.UPDATE.STATUS}", "1"))).isEmpty();
    }

    @Test
    public void theWebhookSendsWhatTheAdapterReads() throws Exception {
        assertThat(webhook(Map.of())).isEqualTo("OK");

        assertThat(seen)
                .containsEntry("Authorization", "token s3cret")
                .containsEntry("X-Routing-Key", "0123456789abcdef0123456789abcdef")
                .containsEntry("Content-Type", "application/json");
        assertThat(seen.get("body")).doesNotContain("tocsin_", "s3cret");
        assertThat(event(Map.of("format", "v2"), seen.getOrDefault("body", ""), "application/json", Map.of()))
                .contains(
                        "\"trigger\"",
                        "\"13502-Zabbix server\"",
                        "\"severity\":\"critical\"",
                        "\"source\":\"Zabbix server\"",
                        "disk \\\"full\\\" : PROBLEM for Zabbix server");
    }

    @Test
    public void theWebhookTellsRecoveryAndAcknowledgement() throws Exception {
        webhook(Map.of("{EVENT.STATUS}", "RESOLVED"));
        assertThat(event(Map.of(), seen.getOrDefault("body", ""), "application/json", Map.of()))
                .contains("\"resolve\"");

        webhook(Map.of("{EVENT.UPDATE.STATUS}", "1", "{EVENT.ACK.STATUS}", "Yes"));
        assertThat(event(Map.of(), seen.getOrDefault("body", ""), "application/json", Map.of()))
                .contains("\"acknowledge\"");
    }

    @Test
    public void theWebhookFailsWithTheReasonSoThatZabbixTriesAgain() {
        status = 503;

        assertThatThrownBy(() -> webhook(Map.of()))
                .isInstanceOf(RhinoException.class)
                .hasMessageContaining("Tocsin answered 503: {\"errors\":[\"why\"]}");
    }

    @Test
    public void aHyphenAsTheKeyIsNone() throws Exception {
        assertThat(webhook(Map.of("{ALERT.SENDTO}", "-"))).isEqualTo("OK");

        assertThat(seen.get("X-Routing-Key")).isNull();
    }

    /** Runs the script as Zabbix does: a function body over {@code value}, in ECMAScript 5. */
    private String webhook(Map<String, String> macros) throws Exception {
        JsonNode type = mediaType("zabbix-media-type-webhook.yaml");
        Map<String, String> parameters = new LinkedHashMap<>();
        for (JsonNode parameter : type.path("parameters")) {
            parameters.put(
                    parameter.path("name").asText(),
                    filled(parameter.path("value").asText(), macros));
        }
        assertThat(parameters).containsEntry("tocsin_url", "http://127.0.0.1:49463");
        parameters.put("tocsin_url", "http://127.0.0.1:" + agent.getAddress().getPort());
        parameters.put("tocsin_token", "s3cret");
        Context context = Context.enter();
        try {
            context.setLanguageVersion(Context.VERSION_1_8);
            context.setInterpretedMode(true);
            Scriptable scope = context.initStandardObjects();
            ScriptableObject.putProperty(scope, "line", Context.javaToJS(new Line(), scope));
            ScriptableObject.putProperty(scope, "value", JSON.writeValueAsString(parameters));
            context.evaluateString(scope, HTTP_REQUEST, "HttpRequest", 1, null);
            return Context.toString(context.evaluateString(
                    scope, "(function () {" + type.path("script").asText() + "})()", "webhook", 1, null));
        } finally {
            Context.exit();
        }
    }

    private static String ofTemplate(String mode, Map<String, String> macros) throws Exception {
        for (JsonNode template : mediaType("zabbix-media-type-script.yaml").path("message_templates")) {
            if (mode.equals(template.path("operation_mode").asText())) {
                assertThat(template.path("event_source").asText()).isEqualTo("TRIGGERS");
                return event(
                        Map.of(),
                        filled(template.path("message").asText(), macros),
                        "text/plain",
                        Map.of("subject", template.path("subject").asText(), "sender", "pd-zabbix"));
            }
        }
        throw new AssertionError("no template for " + mode);
    }

    private static String filled(String text, Map<String, String> macros) {
        String filled = text;
        for (Map.Entry<String, String> macro : macros.entrySet()) {
            filled = filled.replace(macro.getKey(), macro.getValue());
        }
        for (Map.Entry<String, String> macro : MACROS.entrySet()) {
            filled = filled.replace(macro.getKey(), macro.getValue());
        }
        return filled;
    }

    private static String event(Map<String, String> settings, String body, String type, Map<String, String> beside)
            throws Exception {
        String event = new ZabbixTranslator(Settings.of(SettingsReader.of(Config.class, settings)), Clock.systemUTC())
                .event(Message.of(body, type, beside));
        return event == null ? "" : event;
    }

    private static JsonNode mediaType(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("src/main/etc", file))) {
            JsonNode export = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in))
                    .path("zabbix_export");
            assertThat(export.path("version").asText()).isEqualTo("5.4");
            return export.path("media_types").path(0);
        }
    }

    /** A real connection for the script. */
    public static final class Line {

        /** What came back. */
        public String answer = "";

        /** The status. */
        public int post(String url, String headers, String data) throws IOException {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setDoOutput(true);
            for (String header : headers.split("\n", -1)) {
                connection.setRequestProperty(
                        header.substring(0, header.indexOf(':')),
                        header.substring(header.indexOf(':') + 1).strip());
            }
            connection.getOutputStream().write(data.getBytes(StandardCharsets.UTF_8));
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            return status;
        }
    }
}
