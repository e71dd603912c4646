// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sensu;

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

/** The handlers to copy parse, and call pd-sensu as it is called since ever. */
public class HandlersTest {

    private static final String COMMAND =
            "/usr/share/pdagent-integrations/bin/pd-sensu -k 0123456789abcdef0123456789abcdef";

    @Test
    public void theHandlerOfSensuCore() throws IOException {
        JsonNode handler = new ObjectMapper()
                .readTree(Path.of("src/main/etc/sensu-core-handler.json").toFile())
                .path("handlers")
                .path("pagerduty");

        assertThat(handler.path("type").asText()).isEqualTo("pipe");
        assertThat(handler.path("command").asText()).isEqualTo(COMMAND);
    }

    @Test
    public void theHandlerOfSensuGo() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("src/main/etc/sensu-go-handler.yaml"))) {
            JsonNode handler = new ObjectMapper()
                    .valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
            JsonNode spec = handler.path("spec");

            assertThat(handler.path("type").asText()).isEqualTo("Handler");
            assertThat(handler.path("api_version").asText()).isEqualTo("core/v2");
            assertThat(handler.path("metadata").path("name").asText()).isEqualTo("pagerduty");
            assertThat(spec.path("type").asText()).isEqualTo("pipe");
            assertThat(spec.path("command").asText()).isEqualTo(COMMAND);
            assertThat(spec.path("filters"))
                    .as("not_silenced would hold back the end, too")
                    .extracting(JsonNode::asText)
                    .containsExactly("is_incident");
        }
    }
}
