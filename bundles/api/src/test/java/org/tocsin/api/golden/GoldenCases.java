// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;

/**
 * The cases of a folder, one file each, named {@code <case>.golden}:
 *
 * <pre>
 * # what is special about it
 * notification-type: PROBLEM          (what comes beside the body; content-type and key go to their own places)
 * --- in
 * {"HOSTNAME": …                      (the body, byte for byte, without the last line end)
 * --- out
 * {"event_action": …                  (a line for each event, or 'refused: ' and the message)
 * </pre>
 */
public final class GoldenCases {

    private static final String IN = "--- in\n";
    private static final String OUT = "\n--- out";
    private static final String REFUSED = "refused: ";

    private final Path folder;

    /** @param folder that of the files */
    public GoldenCases(Path folder) {
        this.folder = folder;
    }

    /** What is tried. */
    @FunctionalInterface
    public interface Translator {
        /** The texts of the events. */
        List<String> events(AdapterInput input) throws InvalidEventException;
    }

    /** Tries all cases. Each that differs is told with what came instead; empty when none does. */
    public List<String> differences(Translator translator) {
        List<Path> files = files();
        if (files.isEmpty()) {
            throw new IllegalStateException(folder + " has no *.golden");
        }
        List<String> differences = new ArrayList<>();
        for (Path file : files) {
            String text = read(file);
            int out = text.indexOf(OUT);
            String wanted = utf8(text.substring(Math.min(text.length(), out + OUT.length() + 1)))
                    .stripTrailing();
            String came = came(translator, input(text, out)).stripTrailing();
            if (!came.equals(wanted)) {
                differences.add(file.getFileName() + " wants\n" + wanted + "\nand there came\n" + came + '\n');
            }
        }
        return differences;
    }

    /** What the cases hand in. */
    List<AdapterInput> inputs() {
        return files().stream()
                .map(GoldenCases::read)
                .map(text -> input(text, text.indexOf(OUT)))
                .toList();
    }

    private static String came(Translator translator, AdapterInput input) {
        try {
            return String.join("\n", translator.events(input));
        } catch (InvalidEventException e) {
            return REFUSED + e.getMessage();
        }
    }

    private static AdapterInput input(String text, int out) {
        int in = text.indexOf(IN);
        if (in < 0 || out < in) {
            throw new IllegalStateException("has no '--- in' before its '--- out'");
        }
        Map<String, String> beside = new LinkedHashMap<>();
        for (String line : text.substring(0, in).split("\n", -1)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int colon = line.indexOf(':');
                beside.put(
                        line.substring(0, colon),
                        utf8(line.substring(colon + 1)).strip());
            }
        }
        String contentType = beside.remove("content-type");
        String key = beside.remove("key");
        byte[] body = text.substring(Math.min(out, in + IN.length()), out).getBytes(StandardCharsets.ISO_8859_1);
        return new AdapterInput(Body.of(body), contentType, key, beside);
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".golden"))
                    .sorted()
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A character for each byte. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
