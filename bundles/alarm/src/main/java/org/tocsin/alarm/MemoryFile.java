// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.alarm.Finding.Kind;
import org.tocsin.alarm.Memory.Raised;
import org.tocsin.alarm.Progress.Stand;
import org.tocsin.api.host.WholeFile;

/** Keeps a {@link Memory} in a file, whole or not at all. */
final class MemoryFile {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryFile.class);
    private static final String ID = "id";
    private static final String LANE = "lane.";
    private static final String AT = ".at";
    private static final String SIZE = ".size";
    private static final String NAMES = ".names";
    private static final int ID_BYTES = 6;

    private final Path file;

    MemoryFile(Path file) {
        this.file = file;
    }

    /** What was kept; of a file that cannot be understood nothing, as if it were not there. */
    Memory read() throws IOException {
        Properties all = new Properties();
        try {
            all.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
            String id = all.getProperty(ID, "");
            if (id.matches("[0-9a-f]{" + 2 * ID_BYTES + "}")) {
                return new Memory(id, raised(all), stands(all));
            }
            LOG.warn("TOCSIN-ALARM-003 {} is damaged and begun anew: an alarm that is open is not resolved", file);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is made", file);
        } catch (DateTimeException | IllegalArgumentException e) {
            LOG.warn("TOCSIN-ALARM-003 {} is damaged and begun anew: an alarm that is open is not resolved", file, e);
        }
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return Memory.of(HexFormat.of().formatHex(id));
    }

    private static Map<Kind, Raised> raised(Properties all) {
        Map<Kind, Raised> raised = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            String[] parts = all.getProperty(kind.word(), "0 false false").split(" ", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException(kind.word());
            }
            raised.put(
                    kind,
                    new Raised(
                            Long.parseLong(parts[0]),
                            Boolean.parseBoolean(parts[1]),
                            Boolean.parseBoolean(parts[2]),
                            Instant.parse(all.getProperty(kind.word() + AT, Instant.EPOCH.toString())),
                            new Extent(
                                    Long.parseLong(all.getProperty(kind.word() + SIZE, "0")),
                                    all.getProperty(kind.word() + NAMES, "")
                                            .lines()
                                            .collect(Collectors.toSet()))));
        }
        return raised;
    }

    private static Map<String, Stand> stands(Properties all) {
        Map<String, Stand> stands = new HashMap<>();
        for (String name : all.stringPropertyNames()) {
            if (name.startsWith(LANE)) {
                String[] parts = all.getProperty(name).split(" ", -1);
                if (parts.length != 2) {
                    throw new IllegalArgumentException(name);
                }
                stands.put(name.substring(LANE.length()), new Stand(Instant.parse(parts[0]), Long.parseLong(parts[1])));
            }
        }
        return stands;
    }

    /** On the disk when this returns. */
    void write(Memory memory) throws IOException {
        Properties all = new Properties();
        all.setProperty(ID, memory.id());
        memory.raised().forEach((kind, raised) -> {
            all.setProperty(kind.word(), raised.number() + " " + raised.open() + ' ' + raised.told());
            all.setProperty(kind.word() + AT, raised.at().toString());
            all.setProperty(kind.word() + SIZE, Long.toString(raised.extent().size()));
            all.setProperty(
                    kind.word() + NAMES, String.join("\n", raised.extent().names()));
        });
        memory.stands().forEach((lane, stand) -> all.setProperty(LANE + lane, stand.since() + " " + stand.left()));
        StringWriter text = new StringWriter();
        all.store(text, null);
        Files.createDirectories(file.toAbsolutePath().getParent());
        WholeFile.write(file, text.toString());
    }
}
