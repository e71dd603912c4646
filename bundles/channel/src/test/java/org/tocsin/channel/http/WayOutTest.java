// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.channel.standin.Authority;
import org.tocsin.channel.standin.ScriptedServer;

/** Who decides which way a request goes. */
public class WayOutTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static HttpHost proxy(Outbound outbound, String target) throws Exception {
        return new OutboundPlanner(outbound)
                .determineRoute(HttpHost.create(target), HttpCoreContext.create())
                .getProxyHost();
    }

    private static Outbound outbound(Map<String, String> environment, String proxy, String noProxy) {
        return Outbound.of(
                "x.cfg", new Outbound.Written(proxy, "", noProxy, "", "", "", "", "", "system"), environment);
    }

    @Test
    public void theConfigurationGoesBeforeTheEnvironment() throws Exception {
        Map<String, String> environment = Map.of(
                "HTTPS_PROXY", "env:1", "https_proxy", "small:9", "http_proxy", "http://plain", "NO_PROXY", ".direct");
        Outbound silent = outbound(environment, "", "");
        assertThat(proxy(silent, "https://a.example")).hasToString("http://env:1");
        assertThat(proxy(silent, "http://a.example")).hasToString("http://plain:80");
        assertThat(proxy(silent, "https://x.direct")).isNull();
        assertThat(proxy(silent, "https://localhost")).isNull();
        assertThat(proxy(silent, "http://127.3.2.1:8080")).isNull();
        assertThat(proxy(silent, "http://[::1]:8080")).isNull();
        Outbound set = outbound(environment, "http://[2001:db8::1]:3128/", "a.example");
        assertThat(proxy(set, "https://x.direct").getPort()).isEqualTo(3128);
        assertThat(proxy(set, "https://x.direct").getHostName()).isEqualTo("2001:db8::1");
        assertThat(proxy(set, "https://a.example")).isNull();
        assertThat(proxy(Outbound.ofEnvironment(Map.of()), "https://a.example")).isNull();
    }

    @Test
    public void hostsWithoutAProxyAreWrittenAsEverywhere() {
        for (String[] row : new String[][] {
            {"example.com", "example.com", "443", "yes"},
            {"example.com", "a.example.com", "443", "yes"},
            {"example.com", "badexample.com", "443", "no"},
            {".example.com", "a.EXAMPLE.com", "443", "yes"},
            {".example.com", "example.com", "443", "no"},
            {"*.example.com", "a.b.example.com", "443", "yes"},
            {"example.com:8443", "example.com", "443", "no"},
            {"example.com:8443", "example.com", "8443", "yes"},
            {"a, b  c", "c", "80", "yes"},
            {"*", "anything", "1", "yes"},
            {"10.0.0.0/8", "10.9.8.7", "443", "yes"},
            {"10.0.0.0/8", "11.0.0.1", "443", "no"},
            {"10.0.0.0/8", "ten.example", "443", "no"},
            {"10.1.2.3", "10.1.2.3", "443", "yes"},
            {"2001:db8::/32", "2001:db8:1::2", "443", "yes"},
            {"2001:db8::/32", "[2001:db9::2]", "443", "no"},
            {"[2001:db8::1]:443", "2001:db8:0::1", "443", "yes"},
            {"", "example.com", "443", "no"},
            {"", "localhost", "443", "yes"},
        }) {
            assertThat(NoProxy.of(row[0]).covers(row[1], Integer.parseInt(row[2])))
                    .as(String.join(" ", row))
                    .isEqualTo(row[3].equals("yes"));
        }
        for (String wrong : List.of("a/8", "10.0.0.0/x", "10.0.0.0/33", "http://a", "a@b")) {
            assertThatThrownBy(() -> NoProxy.of("ok.example," + wrong))
                    .as(wrong)
                    .hasMessage(wrong);
        }
    }

    @Test
    public void theCertificatesOfTheEnvironmentAreBelievedToo() throws Exception {
        Authority authority = new Authority("company");
        Path file = folder.newFile("company.pem").toPath();
        Files.writeString(file, authority.pem());
        Path directory = folder.newFolder("certs").toPath();
        Files.writeString(directory.resolve("README"), "no certificate");
        Files.copy(file, directory.resolve("company.pem"));
        ScriptedServer.Script silent = (socket, request) -> {};
        try (ScriptedServer server = new ScriptedServer(Authority.listener(authority.issue("localhost")), silent)) {
            shakeHands(server, Map.of("SSL_CERT_FILE", file.toString()));
            shakeHands(server, Map.of("SSL_CERT_DIR", "/none:" + directory));
            assertThatThrownBy(() -> shakeHands(server, Map.of("SSL_CERT_FILE", "/none")))
                    .isInstanceOf(SSLException.class);
        }
    }

    private static void shakeHands(ScriptedServer server, Map<String, String> environment) throws IOException {
        try (SSLSocket socket = (SSLSocket)
                Outbound.ofEnvironment(environment).tls().getSocketFactory().createSocket("localhost", server.port())) {
            socket.startHandshake();
        }
    }

    @Test
    public void aProxysPasswordIsReadAndNotShown() {
        ProxyAddress address = ProxyAddress.of("http://ops:p%40ss+%C3%A9@proxy.example:3128");
        assertThat(address.user()).isEqualTo("ops");
        assertThat(address.password()).isEqualTo("p@ss+é");
        assertThat(address).hasToString("proxy.example:3128");
    }

    @Test
    public void theAddressesOfAHostAreTriedInTheOrderThatIsPreferred() throws Exception {
        assertThat(order("", "system")).containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1", "192.0.2.2");
        assertThat(order("", "ipv6")).containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1", "192.0.2.2");
        assertThat(order("", "ipv4")).containsExactly("192.0.2.1", "192.0.2.2", "2001:db8:0:0:0:0:0:1");
        assertThat(order("127.0.0.1", "ipv6")).containsExactly("192.0.2.1", "192.0.2.2");
        assertThat(order("[::1]", "system")).containsExactly("2001:db8:0:0:0:0:0:1");
    }

    private static List<String> order(String source, String preferred) throws UnknownHostException {
        Outbound outbound =
                Outbound.of("x.cfg", new Outbound.Written("", "", "", "", "", "", "", source, preferred), Map.of());
        DnsResolver two = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {
                    InetAddress.getByName("192.0.2.1"),
                    InetAddress.getByName("2001:db8::1"),
                    InetAddress.getByName("192.0.2.2")
                };
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        return List.of(new Addresses(outbound, two).resolve("a.example")).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }
}
