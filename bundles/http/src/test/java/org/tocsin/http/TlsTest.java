// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpDoor.PathSpec;

/** A listener with TLS, over real sockets. */
public final class TlsTest {

    private static final String REQUEST = "GET /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private @Nullable Listener opened;

    @After
    public void close() {
        Listener open = opened;
        if (open != null) {
            open.close();
        }
    }

    @Test
    public void itAnswersByTls12And13AndByNothingOlderOrInTheClear() throws Exception {
        Certificates made = Certificates.make(directory(), "first", "RSA");
        open(made);

        assertThat(ask("TLSv1.3")).startsWith("HTTP/1.1 200 ");
        assertThat(ask("TLSv1.2")).startsWith("HTTP/1.1 200 ");
        assertThatThrownBy(() -> ask("TLSv1.1")).isInstanceOf(IOException.class);
        assertThat(listener().url()).startsWith("https://");
        try (Socket clear =
                new Socket(InetAddress.getLoopbackAddress(), listener().port())) {
            clear.setSoTimeout(10_000);
            clear.getOutputStream().write(REQUEST.getBytes(ISO_8859_1));
            assertThat(answer(clear)).doesNotContain("HTTP/1.1 200");
        }
        assertThat(ask("TLSv1.3")).as("it serves on").startsWith("HTTP/1.1 200 ");
    }

    @Test
    public void aRenewedPairIsShownAtTheNextHandshakeAndHalfAPairIsNot() throws Exception {
        Certificates first = Certificates.make(directory(), "first", "RSA");
        Certificates second = Certificates.make(directory(), "second", "RSA");
        TlsKeys keys = open(first);
        assertThat(shown()).isEqualTo(first.x509());

        move(second.certificate(), first.certificate());
        keys.look();
        assertThat(keys.problem()).contains("is not the key of");
        assertThat(shown()).isEqualTo(first.x509());

        move(second.key(), first.key());
        keys.look();
        assertThat(keys.problem()).isNull();
        assertThat(shown()).isEqualTo(second.x509());

        Files.writeString(first.certificate(), "nothing");
        keys.look();
        assertThat(keys.problem()).contains("tls.certificate", "PEM");
        assertThat(shown()).isEqualTo(second.x509());
    }

    @Test
    public void aCertificateThatExpiresIsTold() throws Exception {
        Certificates made = Certificates.make(directory(), "first", "EC");
        Instant later = Instant.now().plus(Duration.ofDays(3));

        TlsKeys keys = new TlsKeys(files(made), Clock.fixed(later, ZoneOffset.UTC));

        assertThat(keys.problem()).contains("has expired on", "renew it");
        assertThat(new TlsKeys(files(made), Clock.systemUTC()).problem()).isNull();
    }

    @Test
    public void aCertificateThatIsAboutToExpireIsToldAndInTheLogOnce() throws Exception {
        Certificates made = Certificates.make(directory(), "first", "EC");
        Instant end = made.x509().getNotAfter().toInstant();
        TlsKeys keys = new TlsKeys(files(made), Clock.fixed(end.minus(Duration.ofHours(7)), ZoneOffset.UTC));

        String log = Log.of(() -> {
            keys.look();
            keys.look();
            return keys;
        });

        String told = "tls.certificate: " + made.certificate() + " expires on " + end + ", renew it";
        assertThat(keys.problem()).endsWith(told);
        assertThat(log).containsOnlyOnce("TOCSIN-HTTP-013").contains(told);
        assertThat(new TlsKeys(files(made), Clock.fixed(end.minus(Duration.ofHours(9)), ZoneOffset.UTC)).problem())
                .isNull();
    }

    @Test
    public void aPairOfEachKindIsShownToWhoCanCheckIt() throws Exception {
        Certificates rsa = Certificates.make(directory(), "rsa", "RSA");
        Certificates ec = Certificates.make(directory(), "ec", "EC");
        X509Certificate ofRsa = rsa.x509();
        append(ec.certificate(), rsa.certificate());
        append(ec.key(), rsa.key());
        open(rsa);

        assertThat(shown("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).isEqualTo(ofRsa);
        assertThat(shown("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")).isEqualTo(ec.x509());
        assertThat(ask("TLSv1.3")).startsWith("HTTP/1.1 200 ");

        append(ec.key(), rsa.key());
        assertThatThrownBy(() -> new TlsKeys(files(rsa), Clock.systemUTC()))
                .isInstanceOf(NotStartedException.class)
                .hasMessageContaining("tls.key: " + rsa.key() + " holds two keys of one kind");
    }

    @Test
    public void aHandshakeThatHasChosenAPairGetsThatPairWhenItIsRenewedMeanwhile() throws Exception {
        Certificates first = Certificates.make(directory(), "first", "EC");
        Certificates second = Certificates.make(directory(), "second", "EC");
        TlsKeys keys = new TlsKeys(files(first), Clock.systemUTC());
        String chosen = Objects.requireNonNull(keys.chooseEngineServerAlias("EC", null, null));

        move(second.certificate(), first.certificate());
        move(second.key(), first.key());
        keys.look();

        assertThat(keys.getCertificateChain(chosen)).containsExactly(first.x509());
        String next = Objects.requireNonNull(keys.chooseEngineServerAlias("EC", null, null));
        assertThat(keys.getCertificateChain(next)).containsExactly(second.x509());
        assertThat(keys.chooseEngineServerAlias("RSA", null, null)).isNull();
    }

    private static void append(Path from, Path to) throws IOException {
        Files.writeString(to, Files.readString(from), StandardOpenOption.APPEND);
    }

    private X509Certificate shown(String suite) throws Exception {
        try (SSLSocket socket = connect("TLSv1.2", suite)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    public void filesThatWillNotDoAreNamed() throws Exception {
        Certificates made = Certificates.make(directory(), "first", "EC");
        String certificate = made.certificate().toString();
        String key = made.key().toString();

        assertThat(TlsFiles.of("", " ")).isNull();
        assertThatThrownBy(() -> TlsFiles.of(certificate, "")).hasMessageContaining("tls.key: '' is not set");
        assertThatThrownBy(() -> TlsFiles.of("", key)).hasMessageContaining("tls.certificate: '' is not set");
        assertThatThrownBy(() -> TlsFiles.of("first.pem", key)).hasMessageContaining("tls.certificate: 'first.pem'");
        assertThatThrownBy(() -> new TlsKeys(new TlsFiles(made.key(), made.certificate()), Clock.systemUTC()))
                .isInstanceOf(NotStartedException.class)
                .hasMessageContaining("tls.certificate");
        Files.setPosixFilePermissions(made.key(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> TlsFiles.of(certificate, key)).hasMessageContaining("chmod o-rwx");
    }

    @Test
    public void aKeyThatAStartWouldRefuseIsNotTakenLaterEither() throws Exception {
        Certificates first = Certificates.make(directory(), "first", "EC");
        Certificates second = Certificates.make(directory(), "second", "EC");
        TlsKeys keys = open(first);
        for (String modes : new String[] {"rw-r--r--", "rw-----w-", "rw--w----"}) {
            Files.setPosixFilePermissions(second.key(), PosixFilePermissions.fromString(modes));
            assertThatThrownBy(() -> files(second)).as(modes).hasMessageContaining("use chmod");
        }
        move(second.certificate(), first.certificate());
        move(second.key(), first.key());

        String log = Log.of(() -> {
            keys.look();
            keys.look();
            return keys;
        });
        assertThat(log).containsOnlyOnce("TOCSIN-HTTP-011").contains("tls.key", "chmod g-w");
        assertThat(keys.problem()).contains("tls.key", "chmod g-w");
        assertThat(shown()).isEqualTo(first.x509());

        Files.setPosixFilePermissions(first.key(), PosixFilePermissions.fromString("rw-r-----"));
        keys.look();
        assertThat(keys.problem()).isNull();
        assertThat(shown()).isEqualTo(second.x509());
    }

    @Test
    public void whoNeverFinishesTheHandshakeIsCountedAndSoonSentAway() throws Exception {
        open(
                Certificates.make(directory(), "first", "EC"),
                new Settings(
                        Address.parse("127.0.0.1:0"),
                        2,
                        4,
                        100,
                        10 << 20,
                        16_384,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5),
                        null));
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                silent.add(
                        new Socket(InetAddress.getLoopbackAddress(), listener().port()));
            }
            assertThatThrownBy(() -> ask("TLSv1.3")).isInstanceOf(IOException.class);

            await("long before the five minutes that a request may take")
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> ask("TLSv1.3").startsWith("HTTP/1.1 200 "));
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private Listener listener() {
        return Objects.requireNonNull(opened);
    }

    private Path directory() {
        return folder.getRoot().toPath();
    }

    private static TlsFiles files(Certificates made) {
        return Objects.requireNonNull(
                TlsFiles.of(made.certificate().toString(), made.key().toString()));
    }

    private TlsKeys open(Certificates made) throws NotStartedException {
        return open(made, Doorway.settings());
    }

    private TlsKeys open(Certificates made, Settings settings) throws NotStartedException {
        TlsKeys keys = new TlsKeys(files(made), Clock.systemUTC());
        PathTable paths = new PathTable(List.of(), List.of(), () -> {});
        paths.open(new PathSpec("/open", Set.of("GET"), Credential.LOOPBACK, 1), Doorway.ECHO);
        Gate gate = new Gate(new TokenRing(Doorway.TOKEN, System::nanoTime), true);
        opened = Listener.open(settings, keys, paths, gate, System::nanoTime);
        return keys;
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private String ask(String protocol) throws Exception {
        try (SSLSocket socket = connect(protocol)) {
            socket.getOutputStream().write(REQUEST.getBytes(ISO_8859_1));
            return answer(socket);
        }
    }

    private X509Certificate shown() throws Exception {
        try (SSLSocket socket = connect("TLSv1.3")) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private SSLSocket connect(String protocol, String... suites) throws Exception {
        // a context of its own: no session is resumed
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anything()}, null);
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket("127.0.0.1", listener().port());
        socket.setSoTimeout(10_000);
        socket.setEnabledProtocols(new String[] {protocol});
        if (suites.length > 0) {
            socket.setEnabledCipherSuites(suites);
        }
        socket.startHandshake();
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /** What is shown is looked at by the test itself. */
    private static final class Anything implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
