// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;

/** An address that other machines reach: TLS, by which the agent's own clients ask; and another token. */
public class TlsTest {

    private static final String NAME = "bell.example.com";
    private static final String PASSWORD = "changeit";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    @Test
    public void theClientsOfThisHostAskByTlsAlsoAfterANewTokenAndANewCertificate() throws Exception {
        agent.without("TOCSIN_ADDRESS");
        Path certificate = agent.directory().resolve("bell.pem");
        Path key = agent.directory().resolve("bell.key");
        make(certificate, key);
        Files.createDirectories(agent.etc());
        Files.writeString(
                agent.etc().resolve("org.tocsin.http.cfg"),
                "address = 0.0.0.0:" + agent.port() + "\ntls.certificate = " + certificate + "\ntls.key=" + key
                        + "\ntls.name = " + NAME + '\n');

        assertThat(agent.start().out()).startsWith("tocsin: intake open on https://" + NAME + ':' + agent.port());

        assertThat(agent.tocsin("health")).returns(0, Call::exit).returns("OK\n", Call::out);
        assertThat(curl("http://127.0.0.1:" + agent.port() + "/health/live").exit())
                .as("in the clear")
                .isNotZero();
        assertThat(withoutCurl("health")).returns(0, Call::exit).returns("OK\n", Call::out);

        String token = agent.token();
        assertThat(agent.tocsin("secret", "rotate", "--grace", "PT0S"))
                .returns(0, Call::exit)
                .returns("the token is a new one; the old one is accepted no more\n", Call::out);
        assertThat(agent.token()).isNotEqualTo(token).hasSameSizeAs(token);
        assertThat(agent.tocsin("health").exit()).isZero();
        assertThat(status(certificate, token)).isEqualTo("401");
        assertThat(status(certificate, agent.token())).isEqualTo("200");

        Path old = Files.copy(certificate, agent.directory().resolve("old.pem"));
        make(certificate, key);
        await("the new certificate")
                .atMost(PATIENCE)
                .until(() -> agent.tocsin("health").exit() == 0);
        assertThat(status(old, agent.token())).as("by the old certificate").isEqualTo("000");
        Call distrusted = agent.with("TOCSIN_CA_FILE", old.toString()).tocsin("health");
        assertThat(distrusted.exit()).isEqualTo(1);
        assertThat(distrusted.err())
                .contains("does not show a certificate that is trusted here")
                .hasLineCount(1);
        assertThat(withoutCurl("health").err()).contains("does not show a certificate that is trusted here");
    }

    /** The status by curl, which knows the agent by this certificate and shows this token. */
    private String status(Path certificate, String token) {
        return curl(
                        "--cacert",
                        certificate.toString(),
                        "--connect-to",
                        "::127.0.0.1:" + agent.port(),
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "-H",
                        "Authorization: token " + token,
                        "https://" + NAME + ':' + agent.port() + "/lanes")
                .out();
    }

    private Call curl(String... words) {
        List<String> command = new ArrayList<>(List.of("curl", "-q", "-s", "--noproxy", "*"));
        command.addAll(List.of(words));
        return agent.call(command);
    }

    /** The same words by the client in Java. */
    private Call withoutCurl(String... words) throws IOException {
        Path tools = Files.createDirectories(agent.directory().resolve("tools"));
        for (String tool : new String[] {"sh", "cat", "readlink", "od", "tr"}) {
            Path link = tools.resolve(tool);
            if (Files.notExists(link)) {
                Files.createSymbolicLink(link, Path.of("/bin", tool).toRealPath());
            }
        }
        String path = System.getenv("PATH");
        try {
            return agent.with("PATH", tools.toString()).tocsin(words);
        } finally {
            agent.with("PATH", path);
        }
    }

    /** Puts another pair of files in the place of what is there: signed by itself, made by the JDK's keytool. */
    private void make(Path certificate, Path key) throws Exception {
        Path store = agent.directory().resolve("new.p12");
        Files.deleteIfExists(store);
        Call keytool = agent.call(List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=bell",
                "-ext",
                "san=dns:" + NAME,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
        assertThat(keytool.exit()).as("%s", keytool).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        write(key, "PRIVATE KEY", keys.getKey("a", PASSWORD.toCharArray()).getEncoded());
        write(certificate, "CERTIFICATE", keys.getCertificate("a").getEncoded());
    }

    private void write(Path file, String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
        Path draft = Files.writeString(
                agent.directory().resolve("draft"),
                "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
