// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tocsin.itests.Agent;

/**
 * What the agent wrote about a damage, as a person and a program read it.
 *
 * @param text the file for people
 * @param words what stands in it
 * @param json what stands in the one for programs
 * @param lost what it names as lost
 */
record DamageReport(Path text, String words, String json, List<Lost> lost) {

    private static final Pattern LOST =
            Pattern.compile("\\{\"lane\":\"([^\"]+)\",\"count\":(\\d+),\"among\":\\[([^\\]]*)\\]\\}");
    private static final Pattern RANGE = Pattern.compile("\"(\\d+)(?:-(\\d+))?\"");

    /**
     * Events of one lane.
     *
     * @param lane its id
     * @param count how many
     * @param among the order numbers among which they are, each pair the first and the last
     */
    record Lost(String lane, int count, List<long[]> among) {

        /** Whether an event with this order number may be meant. */
        boolean covers(long order) {
            return among.stream().anyMatch(range -> range[0] <= order && order <= range[1]);
        }
    }

    /** The only one of this agent. */
    static DamageReport of(Agent agent) throws IOException {
        Path directory;
        try (Stream<Path> databases = Files.list(agent.data().resolve("db"))) {
            List<Path> aside = databases
                    .filter(path -> path.getFileName().toString().startsWith("queue.damaged-"))
                    .toList();
            assertThat(aside).as("directories set aside").hasSize(1);
            directory = aside.get(0);
        }
        String json = Files.readString(directory.resolve("tocsin-damage.json"));
        List<Lost> lost = new ArrayList<>();
        for (Matcher lane = LOST.matcher(json); lane.find(); ) {
            lost.add(new Lost(lane.group(1), Integer.parseInt(lane.group(2)), ranges(lane.group(3))));
        }
        Path text = directory.resolve("tocsin-damage.txt");
        return new DamageReport(text, Files.readString(text), json, lost);
    }

    private static List<long[]> ranges(String texts) {
        List<long[]> ranges = new ArrayList<>();
        for (Matcher range = RANGE.matcher(texts); range.find(); ) {
            long from = Long.parseLong(range.group(1));
            ranges.add(new long[] {from, range.group(2) == null ? from : Long.parseLong(range.group(2))});
        }
        return ranges;
    }
}
