// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.blackbox.LogOnFailure;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.SandboxRule;

/** Prometheus Alertmanager with our receiver: of ours only the address, the file of the token and the pace are changed. */
public class AlertmanagerTest {

    private static final String FULL = """
            {"labels":{"alertname":"DiskFull","instance":"%s","severity":"critical","job":"node"},
             "annotations":{"summary":"disk of %s is full","runbook_url":"https://example.org/disk"},
             "generatorURL":"http://prometheus.example.org/graph"%s}""";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Agent.freePort();

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    @Rule
    public final Programs programs = new Programs(agent);

    @Test
    public void eachAlertOfAGroupIsAnIncidentWithAnEndOfItsOwn() throws Exception {
        Debian debian = Debian.unpacked("prometheus-alertmanager");
        Path key = Ours.write(programs.directory().resolve("pagerduty.key"), Ours.KEY + '\n');
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString())
                .with("TOCSIN_PLUGINS", "tocsin-alertmanager")
                .with("TOCSIN_ALERTMANAGER_KEYFILE", key.toString())
                .start();
        Ours.write(programs.directory().resolve("tocsin.token"), agent.token() + '\n');
        Path configuration = Ours.write(programs.directory().resolve("alertmanager.yml"), configuration());
        programs.done(debian, debian.find("usr/bin/amtool").toString(), "check-config", configuration.toString());
        programs.start(
                debian,
                debian.find("usr/bin/prometheus-alertmanager").toString(),
                "--config.file=" + configuration,
                "--storage.path=" + programs.directory().resolve("alertmanager"),
                "--web.listen-address=127.0.0.1:" + port,
                "--web.external-url=http://alertmanager.example.org/",
                "--web.route-prefix=/",
                "--cluster.listen-address=");
        programs.await("Alertmanager", this::isReady);

        post(firing("web1"), firing("web2"));
        arrived(2);
        String first = key("web1");
        String second = key("web2");
        post(over("web1"));
        // with the one that is over Alertmanager tells again of the one that is not
        arrived(4);
        post(over("web2"));
        arrived(5);

        List<Received> events = sandbox.get().accepted();
        assertThat(events)
                .allMatch(event -> Ours.KEY.equals(event.key()))
                .extracting(event -> event.action() + " " + event.dedupKey())
                .containsExactly(
                        "trigger " + first,
                        "trigger " + second,
                        "resolve " + first,
                        "trigger " + second,
                        "resolve " + second);
        JsonNode event = new ObjectMapper().readTree(events.get(0).body().text());
        assertThat(event.path("payload").path("summary").asText()).isEqualTo("disk of web1 is full");
        assertThat(event.path("payload").path("source").asText()).isEqualTo("web1");
        assertThat(event.path("payload").path("severity").asText()).isEqualTo("critical");
        assertThat(event.path("payload").path("component").asText()).isEqualTo("node");
        assertThat(event.path("client_url").asText()).isEqualTo("http://alertmanager.example.org");
        assertThat(event.path("links").findValuesAsText("href"))
                .containsExactly("http://prometheus.example.org/graph", "https://example.org/disk");
        assertThat(agent.log()).doesNotContain(Ours.KEY, agent.token());
    }

    private String configuration() {
        String text = Ours.text("alertmanager", "alertmanager-receiver.yaml");
        text = Ours.replaced(text, "http://127.0.0.1:49463/", agent.url() + "/");
        text = Ours.replaced(
                text,
                "/etc/alertmanager/tocsin.token",
                programs.directory().resolve("tocsin.token").toString());
        String groups = "  group_by: ['alertname']\n";
        return Ours.replaced(text, groups, groups + "  group_wait: 1s\n  group_interval: 1s\n");
    }

    private static String firing(String instance) {
        return FULL.formatted(instance, instance, "");
    }

    private static String over(String instance) {
        return FULL.formatted(
                instance, instance, ",\"endsAt\":\"" + Instant.now().minusSeconds(1) + '"');
    }

    private void arrived(int events) {
        programs.await(events + " events", () -> sandbox.get().accepted().size() >= events);
    }

    private boolean isReady() throws InterruptedException {
        try {
            return http.send(request("/-/ready").build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void post(String... alerts) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request("/api/v2/alerts")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString('[' + String.join(",", alerts) + ']'))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The dedup key of the alert, by the fingerprint that Alertmanager itself tells. */
    private String key(String instance) throws IOException, InterruptedException {
        JsonNode alerts = new ObjectMapper()
                .readTree(http.send(request("/api/v2/alerts").build(), BodyHandlers.ofString())
                        .body());
        for (JsonNode alert : alerts) {
            if (instance.equals(alert.path("labels").path("instance").asText())) {
                return "alertmanager/" + alert.path("fingerprint").asText();
            }
        }
        throw new AssertionError("no alert of " + instance + ": " + alerts);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
