// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.http.Caller.Answer;

/** Who may ask. */
public final class GateTest {

    private static final String NONCE = "00112233445566778899aabbccddeeff";
    private static final String TOKEN = Doorway.TOKEN;

    @Rule
    public final Doorway door = new Doorway();

    @Test
    public void aLoopbackPathIsOpenToWhoTalksToLoopback() {
        for (String host : new String[] {
            "localhost", "LOCALHOST:49463", "localhost.:80", "127.0.0.1", "127.0.0.1:49463", "127.1.2.3", "[::1]:49463"
        }) {
            assertThat(status("/open", "Host: " + host)).as(host).isEqualTo(200);
        }
    }

    @Test
    public void aNameThatWasMadeToPointToLoopbackNeedsTheToken() {
        for (String host : new String[] {
            "evil.example",
            "evil.example:49463",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "0.0.0.0",
            "",
            "::1"
        }) {
            assertThat(status("/open", "Host: " + host)).as(host).isEqualTo(401);
            assertThat(status("/open", "Host: " + host, "Authorization: token " + Doorway.TOKEN))
                    .as(host + " with the token")
                    .isEqualTo(200);
        }
    }

    @Test
    public void aPageOfAnotherSiteIsRefusedEvenWithTheToken() {
        for (String origin : new String[] {
            "https://evil.example", "null", "http://localhost.evil.example", "file://", "nonsense", "http://[bad"
        }) {
            assertThat(status("/open", "Host: localhost", "Origin: " + origin))
                    .as(origin)
                    .isEqualTo(403);
            assertThat(status("/open", "Host: localhost", "Origin: " + origin, "Authorization: token " + Doorway.TOKEN))
                    .as(origin)
                    .isEqualTo(403);
        }
        for (String origin : new String[] {"http://localhost:3000", "http://127.0.0.1:49463", "http://[::1]"}) {
            assertThat(status("/open", "Host: localhost", "Origin: " + origin))
                    .as(origin)
                    .isEqualTo(200);
        }
    }

    @Test
    public void onAnAddressThatOthersReachEveryPathNeedsTheToken() throws Exception {
        Gate far = new Gate(new TokenRing(Doorway.TOKEN, System::nanoTime), false);

        assertThatThrownBy(() -> far.check(Credential.LOOPBACK, "localhost", null, null))
                .isInstanceOf(RefusedException.class);
        far.check(Credential.LOOPBACK, "relay.example:49463", null, "token " + Doorway.TOKEN);
        far.check(Credential.TOKEN, "relay.example:49463", "http://relay.example:49463", "TOKEN " + Doorway.TOKEN);
    }

    /** Whatever the path, and before any is open: the agent may be starting. */
    @Test
    public void whoHasTheTokenIsShownThatTheAgentHasItWithoutSendingIt() {
        for (String path : new String[] {"/", "/echo", "/open"}) {
            Answer answer = proof(path, TOKEN, door.port());

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(mac(TOKEN, "agent", door.port()));
        }
    }

    @Test
    public void whoHasNotTheTokenIsShownNothingToGuessItBy() {
        for (Answer answer : List.of(
                proof("/open", "another-token-of-many-characters", door.port()),
                // passed on by one who listens on another port
                proof("/open", TOKEN, door.port() + 1))) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.head() + answer.body()).doesNotContain(mac(TOKEN, "agent", door.port()));
        }
    }

    private Answer proof(String path, String token, int port) {
        try (Caller caller = door.call()) {
            return caller.get(path, "Authorization: proof " + NONCE + '.' + mac(token, "client", port))
                    .answer();
        }
    }

    /** As it is told in org.tocsin.cli.Proof. */
    private static String mac(String token, String who, int port) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            String text = "tocsin " + who + ' ' + port + ' ' + NONCE;
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private int status(String path, String... headers) {
        try (Caller caller = door.call()) {
            return caller.send("GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                    .answer()
                    .status();
        }
    }
}
