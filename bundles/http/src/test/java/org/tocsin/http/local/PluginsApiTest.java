// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginStatus;
import org.tocsin.http.Caller;
import org.tocsin.http.Caller.Answer;
import org.tocsin.http.Doorway;

/** The plugins, as a client of the local API meets them. */
public final class PluginsApiTest {

    private final Doorway doorway = new Doorway(LocalApi.PATHS.toArray(new String[0]));
    private final SmallApi api = new SmallApi(doorway, 4, 8);

    @Rule
    public final RuleChain open = RuleChain.outerRule(doorway).around(api);

    private Answer ask(String method, String credential) {
        try (Caller caller = doorway.call()) {
            return caller.send(method + " /plugins HTTP/1.1\r\nHost: localhost\r\n" + credential
                            + "Content-Length: 0\r\n\r\n")
                    .answer();
        }
    }

    private Answer get() {
        return ask("GET", "Authorization: token " + Doorway.TOKEN + "\r\n");
    }

    @Test
    public void pluginsAreListedWithWhatIsWantedAndWhySomeWait() {
        PluginControl control = () -> List.of(new PluginStatus(
                "tocsin-example",
                "1.2.0",
                PluginStatus.Origin.CONFIGURATION,
                true,
                false,
                PluginStatus.State.WAITING,
                "needs the \"package\" x"));
        api.plugins.bindControl(control);

        assertThat(get().status()).isEqualTo(200);
        assertThat(get().body())
                .isEqualTo("{\"plugins\":[{\"name\":\"tocsin-example\",\"version\":\"1.2.0\",\"wanted\":true,"
                        + "\"present\":false,\"state\":\"WAITING\",\"origin\":\"configuration\","
                        + "\"text\":\"needs the \\\"package\\\" x\"}]}");

        api.plugins.unbindControl(control);
        assertThat(get().status()).isEqualTo(503);
        assertThat(get().body()).contains("plugins: are not known yet");
    }

    @Test
    public void thePathNeedsTheTokenAndIsOnlyRead() {
        assertThat(ask("GET", "").status()).isEqualTo(401);
        assertThat(ask("POST", "Authorization: token " + Doorway.TOKEN + "\r\n").status())
                .isEqualTo(405);
    }
}
