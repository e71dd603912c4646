// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A configuration of another agent, as it is written. Only single values at the top are of any use to us; what is below a
 * section or a key has a name with dots.
 *
 * @param path of the file
 * @param entries in their order
 * @param problems what is wrong with the file, each in one line with a remedy; never with a value
 */
record LegacyFile(Path path, List<Entry> entries, List<String> problems) {

    private static final int MOST_BYTES = 1 << 20;

    /**
     * A key with its value.
     *
     * @param key in small letters, as the reader of the original had it
     * @param value null when it is no single value
     */
    record Entry(String key, @Nullable String value, int line) {
        /** Without the value, which may be a secret. */
        @Override
        public String toString() {
            return "Entry[" + key + ", line " + line + "]";
        }
    }

    /** Reads it by the rules of its name's ending; never fails. */
    static LegacyFile read(Path path) {
        LegacyFile file = new LegacyFile(path, new ArrayList<>(), new ArrayList<>());
        String text = file.text();
        if (text == null) {
            return file;
        }
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "yaml", "yml", "json" -> file.yaml(text);
            case "properties", "props", "prop" -> file.properties();
            default -> file.lines(text);
        }
        return file;
    }

    private @Nullable String text() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                problems.add(path + ": is longer than " + MOST_BYTES + " bytes, which is no configuration: shorten it");
                return null;
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.add(path + ": is not UTF-8, save it in that encoding");
        } catch (IOException e) {
            problems.add(path + ": cannot be read (" + e.getClass().getSimpleName()
                    + "), let the agent's user read it, or move it away");
        }
        return null;
    }

    /** JSON is YAML, too. */
    private void yaml(String text) {
        try {
            Node root = new Compose(LoadSettings.builder().build())
                    .composeString(text)
                    .orElse(null);
            if (root instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode key) {
                        Node value = tuple.getValueNode();
                        add(key.getValue(), value instanceof ScalarNode one ? one.getValue() : null, line(key));
                    }
                }
            } else if (root != null) {
                problems.add(path + ": is no list of keys and values, write one such as 'region: eu' a line");
            }
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            problems.add(path + ": line " + line + " is no YAML or JSON, correct it; nothing of the file is used");
        } catch (YamlEngineException e) {
            problems.add(path + ": is no YAML or JSON, correct it; nothing of the file is used");
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private void properties() {
        ConfigFile file = ConfigFile.read(path);
        String directory = path.toString()
                .substring(0, path.toString().length() - file.name().length());
        file.problems().forEach(problem -> problems.add(directory + problem));
        file.values().forEach((key, value) -> add(key, value, file.lines().getOrDefault(key, 1)));
    }

    /** TOML, HCL, INI and files of variables, as far as they have one value a line. */
    private void lines(String text) {
        String section = "";
        int number = 0;
        for (String raw : text.split("\r\n|[\r\n]", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";") || line.startsWith("//")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1).strip();
                continue;
            }
            int separator = separator(line);
            if (separator < 1) {
                problems.add(path + ": line " + number + " is no key with a value, write one such as 'region = eu'");
                continue;
            }
            String key = line.substring(0, separator).strip().replaceFirst("^export\\s+", "");
            boolean top = section.isEmpty() || section.equalsIgnoreCase("default");
            add(top ? unquoted(key) : section + '.' + unquoted(key), value(line.substring(separator + 1)), number);
        }
    }

    private static int separator(String line) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
    }

    /** Null when it is more than one value. */
    private static @Nullable String value(String written) {
        String text = written.strip();
        if (text.startsWith("\"\"\"") || text.startsWith("'''") || text.startsWith("[") || text.startsWith("{")) {
            // an IPv6 address begins with a bracket, too
            return text.matches("\\[[0-9A-Fa-f:.]*]:[0-9]+") ? text : null;
        }
        if (!text.isEmpty() && "\"'".indexOf(text.charAt(0)) >= 0) {
            int end = text.indexOf(text.charAt(0), 1);
            return end < 0 ? null : text.substring(1, end);
        }
        return text.replaceFirst("\\s+[#;].*$", "");
    }

    private static String unquoted(String key) {
        return key.replaceAll("^[\"'](.*)[\"']$", "$1");
    }

    private void add(String key, @Nullable String value, int line) {
        entries.add(new Entry(key.toLowerCase(Locale.ROOT), value, line));
    }
}
