// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.tocsin.api.Outcome;
import org.tocsin.api.Outcome.Delivered;
import org.tocsin.api.Outcome.Rejected;
import org.tocsin.api.Outcome.RetryLater;
import org.tocsin.channel.Delivering;
import org.tocsin.channel.standin.SelfSigned;

/** The route against a real SMTP server. */
public class MailTest {

    @ClassRule
    public static final TemporaryFolder FRIENDS = new TemporaryFolder();

    private static Path friend = Path.of("");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Config config = Delivering.config(Config.class, "deadline", "PT3S", "connectTimeout", "PT2S");
    private final MailBoard board = new MailBoard(config);
    private final MailRoutes routes = new MailRoutes(Delivering.FROM, config, board);
    private MailServer server;
    private Delivering way;

    /** Before anything here speaks TLS: Java reads whom it trusts once. */
    @BeforeClass
    public static void trust() throws Exception {
        friend = SelfSigned.store(FRIENDS.getRoot().toPath(), "friend");
        System.setProperty("javax.net.ssl.trustStore", friend.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", SelfSigned.PASSWORD);
    }

    @AfterClass
    public static void forget() {
        System.clearProperty("javax.net.ssl.trustStore");
        System.clearProperty("javax.net.ssl.trustStorePassword");
    }

    @Before
    public void start() throws Exception {
        way = new Delivering("mail", routes);
        server = new MailServer(UnaryOperator.identity());
    }

    @After
    public void stop() throws Exception {
        server.close();
        way.close();
        routes.close();
    }

    @Test
    public void anEventIsALetter() throws Exception {
        target("ops", server.port(), "to", "ops@example.com, Two <two@example.com>");

        assertThat(way.deliver("ops", "v2", Delivering.trigger("für 😀")))
                .isEqualTo(new Delivered("250 2.0.0 queued as 4711"));

        assertThat(server.mails.get(0).to()).containsExactly("ops@example.com", "two@example.com");
        MimeMessage mail = mail(0);
        assertThat(mail.getSubject()).isEqualTo("[CRITICAL] für 😀");
        assertThat(mail.getContent().toString().replace("\r", ""))
                .isEqualTo("CRITICAL: für 😀\n\nsource: web1\ndedup key: k\n");
        assertThat(mail.getFrom()[0]).hasToString("Tocsin <tocsin@example.com>");
        assertThat(mail.getRecipients(Message.RecipientType.TO)).hasSize(2);
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @Test
    public void anEventThatComesAgainHasTheSameNameAndThoseOfAnIncidentOneThread() throws Exception {
        target("ops", server.port());
        way.deliver("ops", "v2", Delivering.trigger("a"), 7);
        way.deliver("ops", "v2", Delivering.trigger("a"), 7);
        way.deliver("ops", "v2", "{\"event_action\":\"resolve\",\"dedup_key\":\"k\"}", 8);

        assertThat(mail(0).getMessageID()).isEqualTo(mail(1).getMessageID()).endsWith("@example.com>");
        assertThat(mail(2).getMessageID()).isNotEqualTo(mail(0).getMessageID());
        assertThat(mail(2).getHeader("References")).isEqualTo(mail(0).getHeader("References"));
        assertThat(mail(2).getSubject()).isEqualTo("[RESOLVED] k");

        way.store("fedcba9876543210");
        way.deliver("ops", "v2", Delivering.trigger("a"), 7);
        assertThat(mail(3).getMessageID()).as("of another agent").isNotEqualTo(mail(0).getMessageID());
        assertThat(mail(3).getHeader("References")).isNotEqualTo(mail(0).getHeader("References"));
    }

    @Test
    public void nothingInAnEventBeginsAnotherHeaderOrEndsTheLetter() throws Exception {
        target("ops", server.port(), "subject", "{{title}} {{source}}");
        way.deliver(
                "ops",
                "v2",
                "{\"event_action\":\"trigger\",\"dedup_key\":\"k\\r"
                        + "\\n"
                        + "Bcc: d@evil.example\",\"payload\":{\"summary\":\"a\\r"
                        + "\\n"
                        + "Bcc: b@evil.example\\r"
                        + "\\n"
                        + "\\r"
                        + "\\n"
                        + "body\",\"source\":\"x\\u0000\\u2028Cc: c@evil.example\",\"custom_details\":{\"d\":\"1\\r"
                        + "\\n"
                        + ".\\r"
                        + "\\n"
                        + "MAIL FROM:<e@evil.example>\\r"
                        + "\\n"
                        + "\"}}}");
        way.deliver("ops", "text", "after");

        assertThat(server.mails).hasSize(2);
        assertThat(server.mails.get(0).to()).containsExactly("ops@example.com");
        MimeMessage mail = mail(0);
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getHeader("Cc")).isNull();
        assertThat(mail.getSubject()).isEqualTo("a Bcc: b@evil.example body x Cc: c@evil.example");
        assertThat(mail.getContent().toString()).contains("MAIL FROM:<e@evil.example>");
    }

    @Test
    public void forNowIsTriedAgainAndForGoodIsADeadLetter() throws Exception {
        target("busy", server.port(), "to", "busy@example.com");
        assertThat(way.deliver("busy", "text", "x")).isInstanceOfSatisfying(RetryLater.class, later -> {
            assertThat(later.reason()).contains("450", "greylisted");
            assertThat(later.backoff().initial()).isEqualTo(Duration.ofMinutes(1));
        });
        target("nobody", server.port(), "to", "nobody@example.com");
        assertThat(way.deliver("nobody", "text", "x"))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.answer()).contains("550", "no such user"));
        target("ops", server.port());
        server.atTheEnd = new RejectException(552, "5.3.4 too large");
        assertThat(way.deliver("ops", "text", "x"))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.answer()).contains("552", "too large"));
        server.atTheEnd = new RejectException(451, "4.3.0 disk full");
        assertThat(way.deliver("ops", "text", "x"))
                .isInstanceOfSatisfying(
                        RetryLater.class, later -> assertThat(later.reason()).contains("451"));
        assertThat(server.mails).isEmpty();
        server.atTheEnd = null;
        assertThat(way.deliver("ops", "text", "x")).isInstanceOf(Delivered.class);
    }

    @Test
    public void aReceiverWhoIsGoneKeepsTheLetterFromNobodyElseAndOneWhoIsBusyKeepsItForAll() throws Exception {
        target("ops", server.port(), "to", "ops@example.com, nobody@example.com, two@example.com");
        assertThat(way.deliver("ops", "text", "x"))
                .isEqualTo(new Delivered("250 2.0.0 queued as 4711; not for nobody@example.com"));
        assertThat(server.mails)
                .singleElement()
                .satisfies(mail -> assertThat(mail.to()).containsExactly("ops@example.com", "two@example.com"));

        target("full", server.port(), "to", "ops@example.com, full@example.com");
        assertThat(way.deliver("full", "text", "x"))
                .isEqualTo(new Delivered("250 2.0.0 queued as 4711; not for full@example.com"));
        assertThat(server.mails.remove(1).to()).containsExactly("ops@example.com");
        target("only", server.port(), "to", "full@example.com, nobody@example.com");
        assertThat(way.deliver("only", "text", "x")).isInstanceOf(Rejected.class);

        target("mixed", server.port(), "to", "ops@example.com, nobody@example.com, busy@example.com");
        assertThat(way.deliver("mixed", "text", "x"))
                .isInstanceOfSatisfying(
                        RetryLater.class, later -> assertThat(later.reason()).contains("450"));
        assertThat(server.mails).hasSize(1);
    }

    @Test
    public void whatIsAboutUsIsPutRightByAnOperator() throws Exception {
        target("stranger", server.port(), "from", "stranger@example.com");
        assertThat(way.deliver("stranger", "text", "x"))
                .isInstanceOfSatisfying(
                        RetryLater.class, later -> assertThat(later.reason()).contains("sender not allowed"));
        target("policy", server.port(), "from", "policy@example.com");
        assertThat(reason(way.deliver("policy", "text", "x"))).contains("554", "not from your network");
        target("relay", server.port(), "to", "elsewhere@example.com, elsewhere2@example.com");
        assertThat(reason(way.deliver("relay", "text", "x"))).contains("554", "relay access denied");
        target("away", 1);
        assertThat(reason(way.deliver("away", "text", "x"))).startsWith("127.0.0.1:1: cannot connect");
    }

    @Test
    public void aLoginIsMadeAndAWrongOneWaitsAndIsNotTold() throws Exception {
        try (MailServer closed = new MailServer(builder -> builder.authenticationHandlerFactory(
                        new EasyAuthenticationHandlerFactory((user, password, context) -> {
                            if (!user.equals("tocsin") || !password.equals("pa55word")) {
                                throw new LoginFailedException("not with " + password);
                            }
                        }))
                .requireAuth())) {
            target("ops", closed.port(), "user", "tocsin", "password", "pa55word");
            assertThat(way.deliver("ops", "text", "x")).isInstanceOf(Delivered.class);
            target("wrong", closed.port(), "user", "tocsin", "password", "wr0ng-wr0ng");
            assertThat(reason(way.deliver("wrong", "text", "x")))
                    .contains("535")
                    .doesNotContain("wr0ng-wr0ng");
            target("none", closed.port());
            assertThat(reason(way.deliver("none", "text", "x"))).contains("530");
            assertThat(closed.mails).hasSize(1);
        }
    }

    @Test
    public void withoutTlsNothingGoesWhereTlsIsAskedForAndAStrangersCertificateIsNone() throws Exception {
        target("plain", server.port(), "security", "starttls");
        assertThat(reason(way.deliver("plain", "text", "x"))).containsIgnoringCase("STARTTLS");

        var strange = SelfSigned.context(SelfSigned.store(folder.getRoot().toPath(), "stranger"));
        try (MailServer tls = new MailServer(builder -> builder.enableTLS().startTlsSocketFactory(strange))) {
            target("strange", tls.port(), "security", "starttls", "user", "u", "password", "pa55word");
            assertThat(reason(way.deliver("strange", "text", "x"))).containsIgnoringCase("TLS");
            assertThat(tls.mails).isEmpty();
            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    public void aKnownCertificateIsGoodForBothKindsOfTls() throws Exception {
        var known = SelfSigned.context(friend);
        try (MailServer starttls =
                        new MailServer(builder -> builder.requireTLS().startTlsSocketFactory(known));
                MailServer tls = new MailServer(builder -> builder.serverSocketFactory(known))) {
            target("starttls", starttls.port(), "security", "starttls", "host", "localhost");
            target("tls", tls.port(), "security", "tls", "host", "localhost");
            assertThat(way.deliver("starttls", "text", "x")).isInstanceOf(Delivered.class);
            assertThat(way.deliver("tls", "text", "x")).isInstanceOf(Delivered.class);
            assertThat(starttls.mails).hasSize(1);
            assertThat(tls.mails).hasSize(1);
        }
    }

    @Test
    public void anAnswerThatNeverEndsIsNotKept() throws Exception {
        try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread pours = new Thread(() -> {
                try (Socket socket = endless.accept()) {
                    while (!socket.isClosed()) {
                        socket.getOutputStream()
                                .write("220-wait\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (java.io.IOException e) {
                    // cut off, as it should be
                    return;
                }
            });
            pours.start();
            target("endless", endless.getLocalPort());
            assertThat(reason(way.deliver("endless", "text", "x")))
                    .endsWith("the server's answers have more than " + Line.MAX_BYTES + " bytes");
            pours.join();
        }
    }

    @Test
    public void aServerThatDripsIsCutOffAtTheDeadline() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread drips = new Thread(() -> {
                try (Socket socket = dripping.accept()) {
                    while (!end.await(100, TimeUnit.MILLISECONDS)) {
                        socket.getOutputStream().write("220-wait\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (java.io.IOException | InterruptedException e) {
                    // cut off, as it should be
                    return;
                }
            });
            drips.start();
            target("drips", dripping.getLocalPort());
            assertThat(reason(way.deliver("drips", "text", "x"))).endsWith(": no complete answer within PT3S");
            end.countDown();
            drips.join();
        }
    }

    @Test
    public void whatIsWrongInAFileIsNamed() {
        problem("from", "no address").contains("from: 'no address' is not an address");
        problem("to", "").contains("to: '' is not an address");
        problem("to", "a@b.example\r\nBcc: c@d.example").contains("is not an address");
        problem("user", "u").contains("password: is missing");
        problem("security", "ssl").contains("security: 'ssl' is not known, use starttls or tls or none");
        problem("port", "0").contains("port: '0' is not in range");
    }

    private org.assertj.core.api.AbstractStringAssert<?> problem(String... keysAndValues) {
        MailTarget target = target("wrong", 25, keysAndValues);
        String reason = reason(way.deliver("wrong", "text", "x"));
        target.close();
        return assertThat(reason).startsWith("org.tocsin.mail.target-wrong.cfg: ");
    }

    private MailTarget target(String name, int port, String... keysAndValues) {
        Map<String, String> properties = Delivering.target(
                MailTarget.PID,
                name,
                "host",
                "127.0.0.1",
                "port",
                Integer.toString(port),
                "security",
                "none",
                "from",
                "Tocsin <tocsin@example.com>",
                "to",
                "ops@example.com");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new MailTarget(board, properties);
    }

    private MimeMessage mail(int number) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(server.mails.get(number).text().getBytes(StandardCharsets.UTF_8)));
    }

    private static String reason(Outcome outcome) {
        return ((RetryLater) outcome).reason();
    }
}
