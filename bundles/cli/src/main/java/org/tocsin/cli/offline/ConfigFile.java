// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A file of the configuration, as it is written.
 *
 * @param name without the directory
 * @param values by key; of one that is there twice, the last
 * @param lines where each key stands
 * @param problems what is wrong with the file as such, each with a remedy
 */
record ConfigFile(String name, Map<String, String> values, Map<String, Integer> lines, List<String> problems) {

    private static final int MOST_BYTES = 1 << 20;

    /** Reads it; never fails. */
    static ConfigFile read(Path path) {
        ConfigFile file = new ConfigFile(
                String.valueOf(path.getFileName()), new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        try {
            if (!Files.isRegularFile(path)) {
                file.wrong("is " + (Files.isDirectory(path) ? "a directory" : "no file")
                        + ", put a file in its place or remove it");
                return file;
            }
            file.parse(bytes(path));
        } catch (IOException e) {
            file.wrong("cannot be read (" + e.getClass().getSimpleName()
                    + "), let the agent's user read it, or run this as that user");
        }
        return file;
    }

    private static byte[] bytes(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private void parse(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            wrong("is longer than " + MOST_BYTES + " bytes, which is no configuration: shorten it");
            return;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            wrong("line " + lineOfBadByte(bytes) + " is not UTF-8, save the file in that encoding");
            return;
        }
        if (text.indexOf('\0') >= 0) {
            wrong("line " + (text.substring(0, text.indexOf('\0')).lines().count() + 1)
                    + " has a NUL character, which is no text: write the file anew");
            return;
        }
        int number = 0;
        StringBuilder logical = new StringBuilder();
        int first = 0;
        for (String line : text.split("\r\n|[\r\n]", -1)) {
            number++;
            boolean continues = !logical.isEmpty();
            first = continues ? first : number;
            String stripped = line.stripLeading();
            if (!continues && (stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith("!"))) {
                continue;
            }
            logical.append(continues ? "\n" : "").append(line);
            if (!endsOpen(line)) {
                take(logical.toString(), first);
                logical.setLength(0);
            }
        }
        if (!logical.isEmpty()) {
            take(logical.toString(), first);
        }
    }

    /** Whether an odd number of backslashes ends a line. */
    private static boolean endsOpen(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private void take(String logicalLine, int line) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logicalLine));
        } catch (IOException | IllegalArgumentException e) {
            wrong("line " + line + " has a broken \\u escape, write the character itself");
            return;
        }
        for (String key : one.stringPropertyNames()) {
            Integer before = lines.put(key, line);
            if (before != null) {
                wrong(key + ": is there twice, in lines " + before + " and " + line
                        + ", and the last one counts: remove one");
            }
            values.put(key, one.getProperty(key).strip());
        }
    }

    private static int lineOfBadByte(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        StandardCharsets.UTF_8.newDecoder().decode(in, java.nio.CharBuffer.allocate(bytes.length + 1), true);
        int line = 1;
        for (int i = 0; i < in.position(); i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    private void wrong(String problem) {
        problems.add(name + ": " + problem);
    }
}
