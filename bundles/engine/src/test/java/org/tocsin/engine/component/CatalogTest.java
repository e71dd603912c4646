// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.Rule;
import org.junit.Test;

/**
 * What Camel's tools and people read of the component says what the endpoints do: all three come from {@link KnownOption}.
 * After a change of that, {@code -Dtocsin.catalog.write=true} writes the catalog's file anew.
 */
public class CatalogTest {

    private static final Path FILE = Path.of("src/main/resources/META-INF/org/tocsin/engine/component/tocsin.json");
    private static final Path SERVICES = Path.of("src/main/resources/META-INF/services/org/apache/camel");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final SmallHouse house = new SmallHouse();

    @Test
    public void theCatalogSaysWhatTheEndpointsRead() throws IOException {
        String said = catalog().toPrettyString() + '\n';
        if (Boolean.getBoolean("tocsin.catalog.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, said);
        }

        assertThat(FILE).as("write it anew by -Dtocsin.catalog.write=true").hasContent(said);
    }

    @Test
    public void camelFindsTheCatalogOfTheComponent() throws IOException {
        JsonNode found = JSON.readTree(house.camel.getComponentParameterJsonSchema(TocsinComponent.SCHEME));

        assertThat(found).isEqualTo(JSON.readTree(FILE.toFile()));
    }

    @Test
    public void toolsFindTheComponentInItsJar() throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(SERVICES.resolve("component.properties"))) {
            properties.load(in);
        }
        JsonNode component = catalog().get("component");

        assertThat(properties)
                .containsEntry("components", TocsinComponent.SCHEME)
                .containsEntry("groupId", component.get("groupId").asText())
                .containsEntry("artifactId", component.get("artifactId").asText())
                .containsEntry("version", component.get("version").asText());
    }

    @Test
    public void everyOptionIsInTheReadmeWithItsDefault() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        SoftAssertions all = new SoftAssertions();
        for (KnownOption option : KnownOption.values()) {
            String row = "| `" + option.text() + "` | " + String.join(", ", option.kinds()) + " | "
                    + (option.preset().isEmpty() ? "" : "`" + option.preset() + "` ") + "| " + option.description()
                    + " |";
            all.assertThat(readme).as("the README's row of %s", option.text()).contains(row);
        }
        KnownOption.KINDS.forEach(kind -> all.assertThat(readme)
                .as("the README on %s", kind)
                .containsPattern("\\| `(to|from)\\(\"tocsin:" + kind));
        all.assertAll();
    }

    @Test
    public void everyKindTakesItsOptionsAndNoOthers() {
        for (String kind : KnownOption.KINDS) {
            String required = Objects.requireNonNull(REQUIRED.get(kind));
            assertThat(refusal("tocsin:" + kind)).contains(required + ": is missing");
            for (KnownOption option : KnownOption.values()) {
                String uri = "tocsin:" + kind + '?' + with(required)
                        + (option.text().equals(required) ? "" : '&' + with(option.text()));
                if (option.kinds().contains(kind)) {
                    assertThat(refusal(uri)).as(uri).isEmpty();
                } else {
                    assertThat(refusal(uri)).as(uri).contains(option.text() + ": is not an option, known are");
                }
            }
        }
    }

    /** The option without which there is no such endpoint. */
    private static final Map<String, String> REQUIRED =
            Map.of("event", "channel", "adapter", "name", "deliver", "channel", "http", "path");

    private static String with(String option) {
        String value = switch (option) {
            case "path", "keyFile" -> "/x";
            case "methods" -> "PUT";
            case "credential" -> "loopback";
            case "maxBody" -> "7";
            case "blocking" -> "false";
            default -> "x";
        };
        return option + '=' + value;
    }

    private String refusal(String uri) {
        try {
            house.camel.getEndpoint(uri);
            return "";
        } catch (RuntimeException e) {
            Throwable innermost = e;
            while (innermost.getCause() != null) {
                innermost = innermost.getCause();
            }
            return String.valueOf(innermost.getMessage());
        }
    }

    // ---- the file, in the shape of Camel's own

    private static ObjectNode catalog() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode component = root.putObject("component");
        component.put("kind", "component");
        component.put("name", TocsinComponent.SCHEME);
        component.put("title", "Tocsin");
        component.put(
                "description",
                "Put events on Tocsin's durable, ordered queue, deliver them, make events of what other tools send, and"
                        + " answer HTTP requests.");
        component.put("deprecated", false);
        component.put("firstVersion", "0.1.0");
        component.put("label", "monitoring");
        component.put("javaType", TocsinComponent.class.getName());
        component.put("supportLevel", "Stable");
        component.put("groupId", "org.tocsin");
        component.put("artifactId", "tocsin-engine");
        component.put("version", version());
        component.put("scheme", TocsinComponent.SCHEME);
        component.put("extendsScheme", "");
        component.put("syntax", "tocsin:kind");
        component.put("async", true);
        component.put("api", false);
        component.put("consumerOnly", false);
        component.put("producerOnly", false);
        component.put("lenientProperties", false);
        component.put("browsable", false);
        component.put("remote", false);
        root.putObject("componentProperties");
        ObjectNode properties = root.putObject("properties");
        ObjectNode kind = option(
                properties,
                "kind",
                "path",
                "string",
                "event to put the body on the queue, adapter to make events of a tool's input, deliver to deliver the"
                        + " events of a channel, http to answer requests; only event is for producers.");
        kind.put("label", "common");
        kind.put("group", "common");
        kind.put("required", true);
        KnownOption.KINDS.forEach(kind.putArray("enum")::add);
        for (KnownOption known : KnownOption.values()) {
            ObjectNode option = option(properties, known.text(), "parameter", known.type(), known.description());
            String label = !known.kinds().contains("event")
                    ? "consumer"
                    : known.kinds().size() > 1 ? "common" : "producer";
            option.put("label", label);
            option.put("group", label);
            if (!known.choices().isEmpty()) {
                known.choices().forEach(option.putArray("enum")::add);
            }
            if (!known.preset().isEmpty()) {
                switch (known.type()) {
                    case "boolean" -> option.put("defaultValue", Boolean.parseBoolean(known.preset()));
                    default -> option.put("defaultValue", known.preset());
                }
            }
        }
        return root;
    }

    private static ObjectNode option(ObjectNode properties, String name, String kind, String type, String description) {
        ObjectNode option = properties.putObject(name);
        option.put("index", properties.size() - 1);
        option.put("kind", kind);
        option.put("displayName", displayName(name));
        option.put("required", false);
        option.put("type", type);
        option.put("javaType", Objects.requireNonNull(JAVA_TYPES.get(type)));
        option.put("deprecated", false);
        option.put("autowired", false);
        option.put("secret", false);
        option.put("description", description);
        return option;
    }

    private static final Map<String, String> JAVA_TYPES =
            Map.of("string", "java.lang.String", "integer", "int", "boolean", "boolean");

    /** {@code keyFile} as people write it. */
    private static String displayName(String name) {
        String words = name.replaceAll("([A-Z])", " $1");
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** Of this plugin, as its POM says it. */
    private static String version() throws IOException {
        Matcher version = Pattern.compile("<artifactId>tocsin-engine</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }
}
