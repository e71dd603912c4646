// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alertmanager;

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

/** The receiver to copy posts all alerts of a group, and their end, to where the agent takes them. */
public class ReceiverTest {

    @Test
    public void theReceiverPostsToTheAgent() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("src/main/etc/alertmanager-receiver.yaml"))) {
            JsonNode file = new ObjectMapper()
                    .valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
            JsonNode receiver = file.path("receivers").path(0);
            JsonNode webhook = receiver.path("webhook_configs").path(0);
            JsonNode authorization = webhook.path("http_config").path("authorization");

            assertThat(file.path("route").path("receiver").asText())
                    .isNotEmpty()
                    .isEqualTo(receiver.path("name").asText());
            assertThat(webhook.path("url").asText()).isEqualTo("http://127.0.0.1:49463/integrations/alertmanager");
            assertThat(webhook.path("send_resolved").asBoolean()).isTrue();
            assertThat(webhook.path("max_alerts").asInt(-1))
                    .as("as many as the door takes")
                    .isEqualTo(5_000);
            assertThat(authorization.path("type").asText()).isEqualTo("token");
            assertThat(authorization.path("credentials_file").asText()).isEqualTo("/etc/alertmanager/tocsin.token");
        }
    }
}
