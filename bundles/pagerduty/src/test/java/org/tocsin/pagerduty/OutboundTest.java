// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tocsin.channel.standin.ScriptedServer.http;
import static org.tocsin.channel.standin.ScriptedServer.say;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Outcome;
import org.tocsin.api.Outcome.Delivered;
import org.tocsin.api.Outcome.Rejected;
import org.tocsin.api.Outcome.RetryLater;
import org.tocsin.channel.standin.Authority;
import org.tocsin.channel.standin.Authority.Identity;
import org.tocsin.channel.standin.ScriptedServer;
import org.tocsin.channel.standin.TunnelProxy;

/** The way out: proxies, authorities, certificates, addresses; over real sockets. */
public class OutboundTest {

    private static final Delivered DELIVERED = new Delivered("HTTP 202 Event processed");
    private static final ScriptedServer.Script ACCEPTS = (socket, request) ->
            say(socket, http("202 Accepted", "", "{\"status\":\"success\",\"message\":\"Event processed\"}"));
    private static final String PASSWORD = "hunter2";

    private static Authority authority;
    private static Identity localhost;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @BeforeClass
    public static void found() throws Exception {
        authority = new Authority("company");
        localhost = authority.issue("localhost");
    }

    private String file(String name, String content) throws IOException {
        Path file = folder.getRoot().toPath().resolve(name);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private String ca() throws Exception {
        return file("ca.pem", "# the company's\n" + new Authority("other").pem() + "\n" + authority.pem());
    }

    private static Delivering way(String... keysAndValues) throws Exception {
        String[] all = Arrays.copyOf(keysAndValues, keysAndValues.length + 2);
        all[all.length - 2] = "deadline";
        all[all.length - 1] = "PT9S";
        return new Delivering(Configs.with(all));
    }

    private static String later(Outcome outcome) {
        assertThat(outcome).isInstanceOf(RetryLater.class);
        return ((RetryLater) outcome).reason();
    }

    @Test
    public void anAuthorityOfOnesOwnIsBelievedBesidesThoseOfTheJvm() throws Exception {
        try (ScriptedServer api = new ScriptedServer(Authority.listener(localhost), ACCEPTS)) {
            String url = "https://localhost:" + api.port();
            try (Delivering way = way("url", url)) {
                assertThat(later(way.deliver("v2"))).contains("TLS failed");
            }
            try (Delivering way = way("url", url, "caFile", ca())) {
                assertThat(way.deliver("v2")).isEqualTo(DELIVERED);
            }
            assertThat(api.requests).hasSize(1);
            assertThat(api.requests.get(0).body()).isEqualTo(Delivering.BODY);
        }
    }

    @Test
    public void whatIsExpiredOrOfAnotherNameOrAnotherAuthorityIsAnOutage() throws Exception {
        Map<String, Identity> wrong = Map.of(
                "the certificate has expired, NotAfter: ", authority.issue("localhost", "EC", Duration.ofDays(-1)),
                "No subject alternative", authority.issue("elsewhere.example"),
                "valid certification path", new Authority("stranger").issue("localhost"),
                "signature", new Authority("company").issue("localhost"));
        String ca = ca();
        for (Map.Entry<String, Identity> row : wrong.entrySet()) {
            try (ScriptedServer api = new ScriptedServer(Authority.listener(row.getValue()), ACCEPTS);
                    Delivering way = way("url", "https://localhost:" + api.port(), "caFile", ca)) {
                assertThat(later(way.deliver("v2"))).contains("TLS failed", row.getKey());
                assertThat(api.requests).as(row.getKey()).isEmpty();
            }
        }
    }

    @Test
    public void aWrongFileHoldsUpTheLaneNamesTheKeyAndHealsWithoutARestart() throws Exception {
        try (ScriptedServer api = new ScriptedServer(Authority.listener(localhost), ACCEPTS)) {
            String ca = file("healing.pem", "no certificate");
            try (Delivering way = way("url", "https://localhost:" + api.port(), "caFile", ca)) {
                assertThat(later(way.deliver("v2")))
                        .contains("org.tocsin.pagerduty.cfg: caFile: '" + ca
                                + "' is not a file with a certificate in PEM, use one with BEGIN CERTIFICATE");
                Files.delete(Path.of(ca));
                assertThat(later(way.deliver("v2")))
                        .contains("caFile: '" + ca + "' is not a file that the agent can read");
                Files.writeString(Path.of(ca), authority.pem().replace("MII", "MI?"));
                assertThat(later(way.deliver("v2"))).contains("caFile");
                Files.writeString(Path.of(ca), authority.pem());
                assertThat(way.deliver("v2")).isEqualTo(DELIVERED);
            }
        }
    }

    @Test
    public void aGatewayLearnsWhoAsksByPemOrPkcs12() throws Exception {
        Identity rsa = authority.issue("agent", "RSA", Duration.ofDays(1));
        Identity ec = authority.issue("agent");
        byte[] pkcs8 = rsa.key().getEncoded();
        // behind version, algorithm and the head of the octets
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        byte[] ecKey = ec.key().getEncoded();
        byte[] sec1 = Arrays.copyOfRange(ecKey, ecKey.length - ecKey[27], ecKey.length);
        String rsaCertificate = file("rsa.pem", Authority.pem(rsa.certificate()));
        Path store = folder.getRoot().toPath().resolve("agent.p12");
        Authority.save(ec, store, PASSWORD);
        String password = file("password", PASSWORD + "\n");
        List<String[]> ways = List.of(
                new String[] {rsaCertificate, file("pkcs8.pem", Authority.pem("PRIVATE KEY", pkcs8)), ""},
                new String[] {rsaCertificate, file("pkcs1.pem", Authority.pem("RSA PRIVATE KEY", pkcs1)), ""},
                new String[] {
                    file("both.pem", Authority.pem(ec.certificate())),
                    file("ec.pem", Authority.pem("PRIVATE KEY", ec.key().getEncoded())),
                    ""
                },
                new String[] {
                    file("again.pem", Authority.pem(ec.certificate())),
                    file("sec1.pem", Authority.pem("EC PRIVATE KEY", sec1)),
                    ""
                },
                new String[] {store.toString(), "", password});
        try (ScriptedServer api = new ScriptedServer(authority.closedListener(localhost), ACCEPTS)) {
            String url = "https://localhost:" + api.port();
            for (String[] row : ways) {
                try (Delivering way = way(
                        "url",
                        url,
                        "caFile",
                        ca(),
                        "clientCertificate",
                        row[0],
                        "clientKey",
                        row[1],
                        "clientKeyPasswordFile",
                        row[2])) {
                    assertThat(way.deliver("v2")).as(row[0] + row[1]).isEqualTo(DELIVERED);
                }
            }
            try (Delivering way = way("url", url, "caFile", ca())) {
                assertThat(way.deliver("v2")).isInstanceOf(RetryLater.class);
            }
        }
    }

    @Test
    public void whatIsWrongWithAKeyIsSaid() throws Exception {
        Identity agent = authority.issue("agent");
        String certificate = file("agent.pem", Authority.pem(agent.certificate()));
        String other =
                file("other.pem", Authority.pem("PRIVATE KEY", localhost.key().getEncoded()));
        String encrypted = file("encrypted.pem", Authority.pem("ENCRYPTED PRIVATE KEY", new byte[9]));
        String rsa = file(
                "rsa.pem",
                Authority.pem(
                        "PRIVATE KEY",
                        authority.issue("x", "RSA", Duration.ofDays(1)).key().getEncoded()));
        Path store = folder.getRoot().toPath().resolve("agent.p12");
        Authority.save(agent, store, PASSWORD);
        wrong("clientKey: '" + other + "' is not the key of clientCertificate", certificate, other, "");
        wrong("clientKey: '" + rsa + "' is not the key of clientCertificate", certificate, rsa, "");
        wrong("clientKey: '" + encrypted + "' is not free of a password", certificate, encrypted, "");
        wrong("clientKey: '" + certificate + "' is not a private key in PEM", certificate, certificate, "");
        wrong("clientKey: '' is not given beside a clientCertificate in PEM", certificate, "", "");
        wrong("clientKey: '" + other + "' is not needed without clientCertificate", "", other, "");
        wrong(
                "clientKeyPasswordFile: '" + other + "' is not a file with the password of clientCertificate",
                store.toString(),
                "",
                other);
        wrong("clientCertificate: '" + nothing() + "' is not a certificate in PEM or a PKCS#12", nothing(), "", "");
        wrong(
                "clientCertificate: 'agent.pem' is not an absolute path, use one that begins with /",
                "agent.pem",
                "",
                "");
    }

    @Test
    public void aCertificateThatEndsIsToldBeforeAndUntilItIsRenewed() throws Exception {
        Identity agent = authority.issue("agent");
        String certificate = file("agent.pem", Authority.pem(agent.certificate()));
        String key = file("agent.key", Authority.pem("PRIVATE KEY", agent.key().getEncoded()));
        Path store = folder.getRoot().toPath().resolve("agent.p12");
        Authority.save(agent, store, PASSWORD);
        Instant end = agent.certificate().getNotAfter().toInstant();
        for (Config config : List.of(
                Configs.with("clientCertificate", certificate, "clientKey", key),
                Configs.with(
                        "clientCertificate", store.toString(), "clientKeyPasswordFile", file("password", PASSWORD)))) {
            String expected = "org.tocsin.pagerduty.cfg: clientCertificate: " + config.clientCertificate();

            assertThat(health(config, end.minus(Duration.ofHours(37))).state()).isEqualTo(State.READY);
            assertThat(health(config, end.minusSeconds(60)))
                    .isEqualTo(new Health(State.DEGRADED, expected + " expires on " + end + ", renew it"));
            assertThat(health(config, end).text()).isEqualTo(expected + " has expired on " + end + ", renew it");
        }

        Identity renewed = authority.issue("agent", "EC", Duration.ofDays(30));
        PagerDutyHealth health = new PagerDutyHealth(
                Configs.with("clientCertificate", certificate, "clientKey", key), Clock.fixed(end, ZoneOffset.UTC));
        assertThat(health.health().state()).isEqualTo(State.DEGRADED);
        Files.writeString(Path.of(certificate), Authority.pem(renewed.certificate()));
        Files.writeString(
                Path.of(key), Authority.pem("PRIVATE KEY", renewed.key().getEncoded()));
        assertThat(health.health().state()).isEqualTo(State.READY);
    }

    private static Health health(Config config, Instant now) {
        return new PagerDutyHealth(config, Clock.fixed(now, ZoneOffset.UTC)).health();
    }

    private String nothing() throws IOException {
        return file("nothing", "nothing");
    }

    private static void wrong(String message, String certificate, String key, String password) {
        assertThat(new PagerDutyCheck()
                        .wrong(Map.of(
                                "clientCertificate", certificate, "clientKey", key, "clientKeyPasswordFile", password)))
                .first()
                .asString()
                .startsWith("org.tocsin.pagerduty.cfg: " + message);
    }

    @Test
    public void aProxyMakesTheWayAndIsToldWhoAsks() throws Exception {
        Identity events = authority.issue("events.invalid");
        String basic = Base64.getEncoder().encodeToString(("ops:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        try (ScriptedServer api = new ScriptedServer(Authority.listener(events), ACCEPTS);
                TunnelProxy open = new TunnelProxy(api.port(), "");
                TunnelProxy closed = new TunnelProxy(api.port(), basic)) {
            try (Delivering way =
                    way("url", "https://events.invalid", "caFile", ca(), "proxy", "http://127.0.0.1:" + open.port())) {
                assertThat(way.deliver("v2")).isEqualTo(DELIVERED);
                assertThat(open.requests)
                        .singleElement()
                        .asString()
                        .startsWith("CONNECT events.invalid:443 HTTP/1.1\r\n");
            }
            String file = file("login", "ops:wrong\n");
            String url = "http://127.0.0.1:" + closed.port();
            try (Delivering way =
                    way("url", "https://events.invalid", "caFile", ca(), "proxy", url, "proxyLoginFile", file)) {
                assertThat(later(way.deliver("v2"))).contains("407").doesNotContain("wrong");
                assertThat(api.requests).hasSize(1);
                Files.writeString(Path.of(file), "ops:" + PASSWORD + "\n\n");
                assertThat(way.deliver("v2")).as("the file is read again").isEqualTo(DELIVERED);
                assertThat(way.health.health().text()).doesNotContain(PASSWORD);
            }
            assertThat(api.requests).extracting(ScriptedServer.Request::body).containsOnly(Delivering.BODY);
            assertThat(api.requests.get(1).headers()).doesNotContainKey("proxy-authorization");
        }
    }

    @Test
    public void aGatewayInTheClearIsReachedByAProxyToo() throws Exception {
        ScriptedServer.Script wantsToKnow = (socket, request) -> {
            if (request == 1) {
                say(socket, http("407 Who", "Proxy-Authenticate: Basic realm=\"p\"\r\n", ""));
            } else {
                ACCEPTS.answer(socket, request);
            }
        };
        try (ScriptedServer proxy = new ScriptedServer(wantsToKnow);
                Delivering way = way(
                        "url",
                        "http://gateway.invalid/pd",
                        "proxy",
                        "http://127.0.0.1:" + proxy.port(),
                        "proxyLoginFile",
                        file("login", "ops:" + PASSWORD))) {
            assertThat(way.deliver("v2")).isEqualTo(DELIVERED);
            assertThat(proxy.requests)
                    .hasSize(2)
                    .allMatch(request -> request.line().equals("POST http://gateway.invalid/pd/v2/enqueue HTTP/1.1"))
                    .allMatch(request -> request.body().equals(Delivering.BODY));
            assertThat(proxy.requests.get(0).headers()).doesNotContainKey("proxy-authorization");
            assertThat(proxy.requests.get(1).headers()).containsKey("proxy-authorization");
        }
    }

    @Test
    public void whateverAProxyRefusesWithIsAnOutageAndNoRefusalOfTheEvent() throws Exception {
        for (String status :
                List.of("400 Bad", "403 No", "407 Who", "413 Large", "422 Odd", "429 Slow", "502 Gone", "302 X")) {
            try (ScriptedServer proxy =
                            ScriptedServer.saying(http(status, "Retry-After: 300\r\n", "{\"message\":\"no\"}"));
                    Delivering way =
                            way("url", "https://events.invalid", "proxy", "http://127.0.0.1:" + proxy.port())) {
                RetryLater outcome = (RetryLater) way.deliver("v2");
                assertThat(outcome.backoff().jitter()).as(status).isTrue();
                assertThat(outcome.reason())
                        .isEqualTo("events.invalid: no usable answer, the proxy 127.0.0.1:" + proxy.port()
                                + " refused with HTTP " + status.substring(0, 3));
                assertThat(proxy.requests)
                        .as(status)
                        .allMatch(request -> request.body().isEmpty());
            }
        }
    }

    @Test
    public void aProxyInTheClearThatAnswersItselfIsAnOutageWhateverItSays() throws Exception {
        List<String> itsOwn = List.of(
                http("400 Bad Request", "", "<html>ERR_INVALID_REQ</html>"),
                http("400 Bad Request", "", ""),
                http("403 Forbidden", "", "denied by policy"),
                http("407 Who", "Proxy-Authenticate: Basic realm=\"p\"\r\n", ""),
                http("413 Too Large", "", "{\"message\":\"too large\"}"),
                http("422 Odd", "", "{\"status\":422,\"message\":\"odd\"}"),
                http("503 Later", "", "<html>"),
                http("200 OK", "", "\n<!DOCTYPE html><title>Who are you?</title>"));
        for (String answer : itsOwn) {
            try (ScriptedServer proxy = ScriptedServer.saying(answer);
                    Delivering way =
                            way("url", "http://gateway.invalid", "proxy", "http://127.0.0.1:" + proxy.port())) {
                RetryLater outcome = (RetryLater) way.deliver("v1");
                assertThat(outcome.reason())
                        .startsWith("gateway.invalid by the proxy 127.0.0.1:" + proxy.port() + ": HTTP "
                                + answer.substring(9, 12));
                assertThat(outcome.backoff().jitter()).as("as an outage").isTrue();
                assertThat(proxy.requests).as(answer).hasSize(1);
                assertThat(way.health.health().text()).contains("the proxy 127.0.0.1:" + proxy.port());
            }
        }
    }

    @Test
    public void whatPagerDutySaysThroughAProxyInTheClearIsItsWord() throws Exception {
        String refusal =
                "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\",\"errors\":[\"no source\"]}";
        Map<String, Outcome> theirs = Map.of(
                http("202 Accepted", "", "{\"status\":\"success\",\"message\":\"Event processed\"}"), DELIVERED,
                http("202 Accepted", "", ""), new Delivered("HTTP 202"),
                http("400 Bad Request", "", refusal), new Rejected("HTTP 400 Event object is invalid; no source"));
        for (Map.Entry<String, Outcome> row : theirs.entrySet()) {
            try (ScriptedServer proxy = ScriptedServer.saying(row.getKey());
                    Delivering way =
                            way("url", "http://gateway.invalid", "proxy", "http://127.0.0.1:" + proxy.port())) {
                assertThat(way.deliver("v2")).isEqualTo(row.getValue());
            }
        }
        try (ScriptedServer proxy = ScriptedServer.saying(http("429 Slow", "Retry-After: 7\r\n", ""));
                Delivering way = way("url", "http://gateway.invalid", "proxy", "http://127.0.0.1:" + proxy.port())) {
            assertThat(((RetryLater) way.deliver("v2")).after()).isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Test
    public void whatIsWrongInTheEnvironmentIsToldAndLeftOut() {
        Map<String, String> environment =
                Map.of("HTTPS_PROXY", "http://u:" + PASSWORD + "@ho st", "SSL_CERT_FILE", "/none", "NO_PROXY", "a@b");
        assertThat(Settings.of(Configs.with(), environment).outbound().remarks())
                .hasSize(3)
                .allMatch(remark -> !remark.contains(PASSWORD))
                .anyMatch(remark -> remark.startsWith("HTTPS_PROXY of the environment is"))
                .anyMatch(remark -> remark.startsWith("NO_PROXY of the environment is"))
                .anyMatch(remark -> remark.startsWith("SSL_CERT_FILE or SSL_CERT_DIR names /none,"));
    }

    @Test
    public void connectionsComeFromTheAddressThatIsNamed() throws Exception {
        Assume.assumeTrue(
                "a whole block is this host", System.getProperty("os.name").equals("Linux"));
        List<InetAddress> from = new CopyOnWriteArrayList<>();
        ScriptedServer.Script noting = (socket, request) -> {
            from.add(((InetSocketAddress) socket.getRemoteSocketAddress()).getAddress());
            ACCEPTS.answer(socket, request);
        };
        try (ScriptedServer api = new ScriptedServer(noting);
                Delivering way = way("url", api.url(), "sourceAddress", "127.0.0.7");
                Delivering any = way("url", api.url(), "sourceAddress", "0.0.0.0");
                Delivering nobodys = way("url", api.url(), "sourceAddress", "192.0.2.7");
                Delivering six = way("url", api.url(), "sourceAddress", "::1")) {
            assertThat(way.deliver("v2")).isEqualTo(DELIVERED);
            assertThat(any.deliver("v2")).isEqualTo(DELIVERED);
            assertThat(from).extracting(InetAddress::getHostAddress).containsExactly("127.0.0.7", "127.0.0.1");
            assertThat(later(nobodys.deliver("v2"))).contains("127.0.0.1");
            assertThat(later(six.deliver("v2"))).contains("127.0.0.1");
        }
    }

    @Test
    public void anAddressOfVersionSixIsAHostLikeAnyOther() throws Exception {
        ServerSocket listener;
        try {
            byte[] loopback = new byte[16];
            loopback[15] = 1;
            listener = new ServerSocket(0, 8, InetAddress.getByAddress(loopback));
        } catch (IOException e) {
            Assume.assumeNoException("this host has no IPv6", e);
            return;
        }
        try (ScriptedServer api = new ScriptedServer(listener, ACCEPTS);
                Delivering way = way("url", "http://[::1]:" + api.port())) {
            assertThat(way.deliver("v2")).isEqualTo(DELIVERED);
            assertThat(api.requests.get(0).headers()).containsEntry("host", "[::1]:" + api.port());
        }
    }

    @Test
    public void silenceIsBoundedByItself() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer api = new ScriptedServer((socket, request) -> over.await());
                Delivering way =
                        new Delivering(Configs.with("url", api.url(), "deadline", "PT1H", "readTimeout", "PT0.2S"))) {
            assertThat(later(way.deliver("v2"))).contains("time-out");
        } finally {
            over.countDown();
        }
    }

    @Test
    public void wrongValuesAreNamedAndPasswordsAreNot() {
        for (String[] row : new String[][] {
            {"proxy", "socks5://h:1", "'socks5://h:1' is not the URL of an HTTP proxy, use one that begins with http://"
            },
            {"proxy", "http://h:99999", "'http://h:99999' is not the URL of a proxy, use one such as"},
            {
                "proxy",
                "http://u:" + PASSWORD + "@h:1",
                "'http://***@h:1' is not free of user and password, use proxyLoginFile"
            },
            {"proxy", "u:" + PASSWORD + "@ho st", "'***@ho st' is not free of user and password, use proxyLoginFile"},
            {"proxyLoginFile", "/file", "'/file' is not needed without proxy, use it beside one"},
            {"noProxy", "a.example, b@c", "'a.example, b@c' is not a list of hosts (b@c), use names"},
            {"noProxy", "10.0.0.0/33", "'10.0.0.0/33' is not a list of hosts (10.0.0.0/33)"},
            {"sourceAddress", "eth0", "'eth0' is not an address of this host, use one in digits"},
            {"preferAddresses", "ipv5", "'ipv5' is not known, use system or ipv4 or ipv6"},
            {"readTimeout", "5", "'5' is not a duration, use ISO-8601 such as PT30S"},
            {"caFile", "/no/such/file", "'/no/such/file' is not a file that the agent can read"},
        }) {
            assertThat(new PagerDutyCheck().wrong(Map.of(row[0], row[1])))
                    .singleElement()
                    .asString()
                    .startsWith("org.tocsin.pagerduty.cfg: " + row[0] + ": " + row[2])
                    .doesNotContain(PASSWORD);
        }
        assertThatThrownBy(() -> Settings.of(Configs.with("proxy", "http://h:1", "proxyLoginFile", "relative")))
                .hasMessageContaining("proxyLoginFile: 'relative' is not an absolute path");
        assertThat(new PagerDutyCheck().wrong(Map.of("proxy", "http://h:1", "proxyLoginFile", "/dev/null")))
                .singleElement()
                .asString()
                .contains("proxyLoginFile: '/dev/null' is not a file with a login, use one with the one line"
                        + " user:password");
    }
}
