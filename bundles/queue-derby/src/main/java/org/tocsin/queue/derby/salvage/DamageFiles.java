// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The report of a damage, in the directory that was set aside: for people, and for machines. */
public final class DamageFiles {

    /** For people. */
    public static final String TEXT = "tocsin-damage.txt";

    private static final String JSON = "tocsin-damage.json";
    private static final String ACKNOWLEDGED = "tocsin-damage.acknowledged";
    private static final String DAMAGED = ".damaged-";

    private DamageFiles() {}

    /** The directories that were set aside and whose reports nobody has acknowledged, oldest first. */
    public static List<Path> open(Path database) throws IOException {
        String prefix = database.getFileName() + DAMAGED;
        try (Stream<Path> siblings = Files.list(database.toAbsolutePath().resolveSibling("."))) {
            return siblings.map(Path::normalize)
                    .filter(path -> String.valueOf(path.getFileName()).startsWith(prefix))
                    .filter(path -> Files.exists(path.resolve(TEXT)) && !Files.exists(path.resolve(ACKNOWLEDGED)))
                    .sorted()
                    .toList();
        }
    }

    /** Notes that a person has read the report. */
    public static void acknowledge(Path damaged, Instant now) throws IOException {
        Trees.write(damaged.resolve(ACKNOWLEDGED), now + "\n");
    }

    static void write(Path directory, Path database, Damage damage, Instant now) throws IOException {
        Trees.write(directory.resolve(JSON), json(damage, now));
        Trees.write(directory.resolve(TEXT), text(damage, database, now));
    }

    private static String text(Damage damage, Path database, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add("The database " + database + " was damaged. Found " + now + ".");
        lines.add("");
        lines.add("Cause: " + damage.cause());
        lines.add(
                "This directory is the damaged database as it was found. The queue goes on with a new one, into which");
        lines.add(damage.saved() + " events were taken, of which " + damage.waiting() + " wait for delivery.");
        section(lines, "Damaged places", damage.places());
        lines.add("");
        lines.add("Records read: " + damage.blocks() + " of events, " + damage.lanes() + " of lanes, "
                + damage.exceptions() + " of exceptions, " + damage.stores() + " of the store; " + damage.broken()
                + " with a wrong checksum");
        section(lines, "Order numbers given and not found (delivered or not)", damage.missing());
        section(
                lines,
                "Lost: events that waited and were not found",
                damage.lost().stream()
                        .map(lost -> "lane " + lost.lane() + ": " + lost.count() + ", among "
                                + String.join(", ", lost.among()))
                        .toList());
        section(lines, "May be repeated", damage.repeats());
        section(lines, "Notes", damage.notes());
        lines.add("");
        lines.add("What to do: tell those concerned of the events that are lost. Check the disk. Then run");
        lines.add("tocsin doctor --acknowledge, or move this directory elsewhere: the health is degraded until then.");
        return String.join("\n", lines) + "\n";
    }

    private static void section(List<String> lines, String title, List<String> entries) {
        lines.add("");
        lines.add(title + ":" + (entries.isEmpty() ? " none" : ""));
        entries.forEach(entry -> lines.add("  " + entry));
    }

    private static String json(Damage damage, Instant now) {
        return "{\"time\":" + quote(now.toString()) + ",\"cause\":" + quote(damage.cause()) + ",\"places\":"
                + array(damage.places()) + ",\"read\":{\"blocks\":" + damage.blocks() + ",\"lanes\":" + damage.lanes()
                + ",\"exceptions\":" + damage.exceptions() + ",\"stores\":" + damage.stores() + ",\"broken\":"
                + damage.broken() + "},\"saved\":" + damage.saved() + ",\"waiting\":" + damage.waiting()
                + ",\"missing\":" + array(damage.missing()) + ",\"lost\":["
                + String.join(
                        ",",
                        damage.lost().stream()
                                .map(lost -> "{\"lane\":" + quote(lost.lane()) + ",\"count\":" + lost.count()
                                        + ",\"among\":" + array(lost.among()) + "}")
                                .toList())
                + "],\"repeats\":" + array(damage.repeats()) + ",\"notes\":" + array(damage.notes()) + "}\n";
    }

    private static String array(List<String> texts) {
        return "[" + String.join(",", texts.stream().map(DamageFiles::quote).toList()) + "]";
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
