// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.tocsin.cli.RefusedException;
import org.tocsin.http.Caller;
import org.tocsin.http.Caller.Answer;
import org.tocsin.http.Doorway;

/** Another token, as a client of the local API asks for one. */
public final class SecretApiTest {

    private static final String TOKEN = "Authorization: token " + Doorway.TOKEN + "\r\n";

    private final Doorway doorway = new Doorway(LocalApi.PATHS.toArray(new String[0]));
    private final SmallApi api = new SmallApi(doorway, 4, 8);

    @Rule
    public final RuleChain open = RuleChain.outerRule(doorway).around(api);

    @Test
    public void aNewTokenIsMadeAndNotTold() {
        Answer answer = ask("POST", "", TOKEN);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"rotated\":true,\"graceSeconds\":60}");

        assertThat(ask("POST", "?grace=PT0S", TOKEN).body()).isEqualTo("{\"rotated\":true,\"graceSeconds\":0}");
        assertThat(ask("POST", "?grace=PT24H", TOKEN).status()).isEqualTo(200);
        assertThat(api.graces).containsExactly(Duration.ofMinutes(1), Duration.ZERO, Duration.ofDays(1));
    }

    @Test
    public void whatIsWrongIsToldAndChangesNothing() {
        assertThat(ask("POST", "?grace=soon", TOKEN))
                .returns(400, Answer::status)
                .satisfies(answer -> assertThat(answer.body()).contains("grace: 'soon' is not a duration"));
        assertThat(ask("POST", "?grace=PT25H", TOKEN).body()).contains("grace: 'PT25H' is not in range");
        assertThat(ask("POST", "?grace=-PT1S", TOKEN).status()).isEqualTo(400);
        assertThat(ask("POST", "", "").status()).isEqualTo(401);
        assertThat(ask("GET", "", TOKEN).status()).isEqualTo(405);
        assertThat(api.graces).isEmpty();

        api.tokens.bindKeeper(grace -> {
            throw new RefusedException(RefusedException.Reason.BUSY, "secret: it cannot be replaced");
        });
        assertThat(ask("POST", "", TOKEN))
                .returns(503, Answer::status)
                .satisfies(answer -> assertThat(answer.body()).contains("it cannot be replaced"));
    }

    private Answer ask(String method, String query, String credential) {
        try (Caller caller = doorway.call()) {
            return caller.send(method + " /secret/rotate" + query + " HTTP/1.1\r\nHost: localhost\r\n" + credential
                            + "Content-Length: 0\r\n\r\n")
                    .answer();
        }
    }
}
