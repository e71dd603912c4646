// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.blackbox.LogOnFailure;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.SandboxRule;

/** A Zabbix server on PostgreSQL with our two media types: the one that calls {@code pd-zabbix}, and the webhook. */
public class ZabbixTest {

    private static final String BY_SCRIPT = "0123456789abcdef0123456789abcde1";
    private static final String BY_WEBHOOK = "0123456789abcdef0123456789abcde2";
    private static final String PROBLEM = "90001-web1";

    private final int databasePort = Agent.freePort();
    private final int serverPort = Agent.freePort();

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    @Rule
    public final Programs programs = new Programs(agent);

    @Test
    public void aProblemAndItsRecoveryAreOneIncidentByScriptAndByWebhook() throws Exception {
        Debian debian = Debian.unpacked("zabbix-server-pgsql", "zabbix-agent", "postgresql-*", "postgresql-client-*");
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString())
                .with("TOCSIN_PLUGINS", "tocsin-zabbix")
                .start();
        database(debian);
        programs.start(debian, debian.find("usr/sbin/zabbix_server").toString(), "-f", "-c", configuration());

        programs.await("the server", () -> sent(debian, 95));
        arrived(2);
        assertThat(sent(debian, 20)).isTrue();
        arrived(4);

        for (String key : List.of(BY_SCRIPT, BY_WEBHOOK)) {
            assertThat(sandbox.get().accepted())
                    .filteredOn(event -> key.equals(event.key()))
                    .extracting(event -> event.action() + " " + event.dedupKey())
                    .containsExactly("trigger " + PROBLEM, "resolve " + PROBLEM);
        }
        for (Received event : sandbox.get().accepted()) {
            boolean over = "resolve".equals(event.action());
            JsonNode body = new ObjectMapper().readTree(event.body().text());
            assertThat(body.path("description").asText())
                    .startsWith("disk of web1 is \"full\" : " + (over ? "" : "PROBLEM"))
                    .endsWith(" for web1");
            JsonNode details = body.path("details");
            assertThat(details.path("severity").asText()).isEqualTo("High");
            assertThat(details.path("nseverity").asText()).isEqualTo("4");
            assertThat(details.path("ip").asText()).isEqualTo("127.0.0.1");
            assertThat(details.path("value").asText()).isEqualTo(over ? "0" : "1");
            assertThat(details.path("group").asText()).isEqualTo("Linux servers");
            assertThat(details.path("component").asText()).isEqualTo("use of the disk");
            assertThat(details.path("event_id").asText()).matches("\\d+");
            assertThat(details.path("status").asText()).matches(over ? "OK|RESOLVED" : "PROBLEM");
        }
    }

    /** An empty cluster, with Zabbix's own tables and data, our media types, and something to watch. */
    private void database(Debian debian) throws IOException {
        Path programsOf = debian.find("usr/lib/postgresql/*/bin");
        programs.done(
                debian,
                programsOf.resolve("initdb").toString(),
                "--pgdata=cluster",
                "--username=zabbix",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync");
        // nothing of it outlives the test
        programs.start(
                debian,
                programsOf.resolve("postgres").toString(),
                "-D",
                "cluster",
                "-p",
                Integer.toString(databasePort),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "synchronous_commit=off",
                "-c",
                "jit=off");
        String psql = programsOf.resolve("psql").toString();
        programs.await(
                "PostgreSQL",
                () -> programs.call(debian, sql(psql, "postgres", "-c", "select 1"))
                                .exit()
                        == 0);
        programs.done(debian, sql(psql, "postgres", "-c", "create database zabbix"));
        for (String part : List.of("schema", "images", "data")) {
            Path packed = debian.find("usr/share/zabbix-server-pgsql/" + part + ".sql.gz");
            programs.done(debian, "sh", "-c", "gzip -dc \"$0\" >tables.sql", packed.toString());
            programs.done(debian, sql(psql, "zabbix", "-f", "tables.sql"));
        }
        MediaTypes types = new MediaTypes()
                .script(90_001, Ours.text("zabbix", "zabbix-media-type-script.yaml"))
                .webhook(
                        90_002,
                        Ours.text("zabbix", "zabbix-media-type-webhook.yaml"),
                        Map.of("tocsin_url", agent.url(), "tocsin_token", agent.token()));
        Ours.write(programs.directory().resolve("types.sql"), types.sql());
        try (InputStream site = Objects.requireNonNull(getClass().getResourceAsStream("/interop/zabbix.sql"))) {
            Files.copy(site, programs.directory().resolve("site.sql"));
        }
        programs.done(debian, sql(psql, "zabbix", "-f", "types.sql"));
        programs.done(
                debian,
                sql(
                        psql,
                        "zabbix",
                        "-v",
                        "script_key=" + BY_SCRIPT,
                        "-v",
                        "webhook_key=" + BY_WEBHOOK,
                        "-f",
                        "site.sql"));
    }

    private String[] sql(String psql, String database, String... words) {
        return Stream.concat(
                        Stream.of(
                                psql,
                                "--no-psqlrc",
                                "--quiet",
                                "--set=ON_ERROR_STOP=1",
                                "--host=127.0.0.1",
                                "--port=" + databasePort,
                                "--username=zabbix",
                                "--dbname=" + database),
                        Stream.of(words))
                .toArray(String[]::new);
    }

    private String configuration() throws IOException {
        Path scripts = Files.createDirectory(programs.directory().resolve("alertscripts"));
        Files.createSymbolicLink(
                scripts.resolve("pd-zabbix"), agent.distribution().file("bin/pd-zabbix"));
        return Ours.write(programs.directory().resolve("zabbix_server.conf"), """
                ListenIP=127.0.0.1
                ListenPort=%d
                LogType=console
                PidFile=%s/zabbix_server.pid
                SocketDir=%s
                DBHost=127.0.0.1
                DBPort=%d
                DBName=zabbix
                DBUser=zabbix
                AlertScriptsPath=%s
                CacheUpdateFrequency=1
                HousekeepingFrequency=0
                StartPollers=1
                StartPollersUnreachable=1
                StartPingers=0
                StartDiscoverers=0
                StartHTTPPollers=0
                StartODBCPollers=0
                """.formatted(
                                serverPort, programs.directory(), programs.directory(), databasePort, scripts))
                .toString();
    }

    /** Sends a value of the item; not before the server knows it. */
    private boolean sent(Debian debian, int value) {
        return programs.call(
                                debian,
                                debian.find("usr/bin/zabbix_sender").toString(),
                                "-z",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(serverPort),
                                "-s",
                                "web1",
                                "-k",
                                "disk",
                                "-o",
                                Integer.toString(value))
                        .exit()
                == 0;
    }

    private void arrived(int events) {
        programs.await(events + " events", () -> sandbox.get().accepted().size() >= events);
    }
}
