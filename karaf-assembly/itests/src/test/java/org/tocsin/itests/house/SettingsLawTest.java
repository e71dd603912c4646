// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.api.SoftAssertions;
import org.junit.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A plugin's settings are described once, in the type that its component is given: file, README and {@code tocsin config}
 * go with that description, which the bundle carries.
 */
public class SettingsLawTest {

    private static final Path HOUSE = Path.of(System.getProperty("tocsin.house"));
    private static final String CHECK = "META-INF/services/org.tocsin.api.SettingsCheck";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\[(?:env|prop):[^;\\]]+;default=([^\\]]*)\\]");

    /** A key that stands there as an example, for example {@code #catchUp.pd-0123456789ab = collapse}. */
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^#([A-Za-z.][\\w.-]*) *= ?(.*)$");

    private final List<Room> rooms = Room.all(HOUSE).stream()
            .filter(room -> room.bundle().isPresent()
                    && !room.files("src/main/cfg", ".cfg").toList().isEmpty())
            .toList();

    @Test
    public void thereAreSettings() {
        assertThat(rooms)
                .extracting(Room::name)
                .contains("engine", "http", "pagerduty", "plugins", "queue", "queue-derby");
    }

    @Test
    public void theFileHasTheKeysAndTheDefaultsOfTheDescription() throws Exception {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            Map<String, Map<String, String>> described = described(room);
            for (Path file : room.files("src/main/cfg", ".cfg").toList()) {
                String name = file.getFileName().toString();
                String pid = name.substring(0, name.length() - ".cfg".length());
                law.assertThat(described).as("descriptions of %s", room).containsKey(pid);
                Map<String, String> keys = described.getOrDefault(pid, Map.of());
                Map<String, String> written = read(Room.read(file), keys);
                law.assertThat(written.keySet()).as("keys of %s", name).isEqualTo(keys.keySet());
                written.forEach((key, value) -> law.assertThat(
                                PLACEHOLDER.matcher(value).replaceAll("$1"))
                        .as("%s in %s", key, name)
                        .isEqualTo(keys.get(key)));
            }
        }
        law.assertAll();
    }

    @Test
    public void aFileToCopyHasNoOtherKeysThanItsDescription() throws Exception {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            Map<String, Map<String, String>> described = described(room);
            for (Path file : room.files("src/main/cfg", ".cfg.example").toList()) {
                String name = file.getFileName().toString();
                Map<String, String> keys = described.getOrDefault(name.replaceFirst("-.*", ""), Map.of());
                law.assertThat(keys.keySet())
                        .as("keys of %s", name)
                        .containsAll(read(Room.read(file), keys).keySet());
            }
        }
        law.assertAll();
    }

    @Test
    public void theReadmeExplainsEveryKey() throws Exception {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            String readme = Room.read(room.folder().resolve("README.md"));
            law.assertThat(described(room).values().stream()
                            .flatMap(keys -> keys.keySet().stream())
                            .filter(key -> !readme.contains('`' + key + '`')))
                    .as("keys that the README of %s does not explain", room)
                    .isEmpty();
        }
        law.assertAll();
    }

    @Test
    public void whatMayStandInAFileOfItsOwnIsASecret() throws Exception {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            described(room, "type")
                    .forEach((pid, types) -> types.forEach((key, type) -> {
                        if (types.containsKey(key + "File") && !key.equals("template")) {
                            law.assertThat(type)
                                    .as("type of %s of %s", key, pid)
                                    .isEqualTo("Password");
                        }
                    }));
        }
        law.assertAll();
    }

    @Test
    public void everyPluginWithSettingsBringsACheckOfItsOwn() throws IOException {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            Optional<String> check = text(room, CHECK);
            law.assertThat(check).as("%s of %s", CHECK, room).isPresent();
            for (String type : check.orElse("").lines().toList()) {
                law.assertThat(text(room, type.strip().replace('.', '/') + ".class"))
                        .as("%s of %s", type, room)
                        .isPresent();
            }
        }
        law.assertAll();
    }

    /** Keys and defaults by PID, as the bundle's metatype descriptions have them. */
    private static Map<String, Map<String, String>> described(Room room) throws Exception {
        return described(room, "default");
    }

    private static Map<String, Map<String, String>> described(Room room, String what) throws Exception {
        Map<String, Map<String, String>> described = new LinkedHashMap<>();
        try (JarFile jar = new JarFile(room.bundle().orElseThrow().toFile())) {
            List<String> names = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("OSGI-INF/metatype/") && name.endsWith(".xml"))
                    .toList();
            for (String name : names) {
                try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
                    Document document = DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(in);
                    Element designate =
                            (Element) document.getElementsByTagName("Designate").item(0);
                    String pid = designate.getAttribute("factoryPid").isEmpty()
                            ? designate.getAttribute("pid")
                            : designate.getAttribute("factoryPid");
                    Map<String, String> keys = new LinkedHashMap<>();
                    NodeList attributes = document.getElementsByTagName("AD");
                    for (int i = 0; i < attributes.getLength(); i++) {
                        Element attribute = (Element) attributes.item(i);
                        keys.put(
                                attribute.getAttribute("id"),
                                attribute.getAttribute(what).replaceAll("\\\\(.)", "$1"));
                    }
                    described.put(pid, keys);
                }
            }
        }
        return described;
    }

    /** What is written, and of what is commented out that which is a key of the description. */
    private static Map<String, String> read(String text, Map<String, String> keys) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : properties.stringPropertyNames()) {
            values.put(key, properties.getProperty(key).strip());
        }
        Matcher example = EXAMPLE.matcher(text);
        while (example.find()) {
            if (keys.containsKey(example.group(1))) {
                values.putIfAbsent(example.group(1), example.group(2).strip());
            }
        }
        return values;
    }

    private static Optional<String> text(Room room, String entry) throws IOException {
        try (JarFile jar = new JarFile(room.bundle().orElseThrow().toFile())) {
            if (jar.getEntry(entry) == null) {
                return Optional.empty();
            }
            try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }
}
