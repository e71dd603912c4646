// SPDX-License-Identifier: Apache-2.0
package org.tocsin.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The contact point to copy posts all alerts, and their end, to where the agent takes them. */
public class ContactPointTest {

    @Test
    public void theContactPointPostsToTheAgent() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("src/main/etc/grafana-contact-point.yaml"))) {
            JsonNode file = new ObjectMapper()
                    .valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
            JsonNode receiver =
                    file.path("contactPoints").path(0).path("receivers").path(0);
            JsonNode settings = receiver.path("settings");

            assertThat(file.path("apiVersion").asInt()).isEqualTo(1);
            assertThat(receiver.path("type").asText()).isEqualTo("webhook");
            assertThat(receiver.path("disableResolveMessage").asBoolean(true)).isFalse();
            assertThat(settings.path("url").asText()).isEqualTo("http://127.0.0.1:49463/integrations/grafana");
            assertThat(settings.path("httpMethod").asText()).isEqualTo("POST");
            assertThat(settings.path("authorization_scheme").asText()).isEqualTo("token");
            assertThat(settings.path("authorization_credentials").asText()).isEqualTo("$TOCSIN_TOKEN");
            assertThat(settings.path("maxAlerts").asInt(-1)).isZero();
        }
    }
}
