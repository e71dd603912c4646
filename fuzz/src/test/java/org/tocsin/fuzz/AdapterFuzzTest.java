// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** A few seconds a target in the build; {@code -Dfuzz.seconds=300} makes it 300. */
public class AdapterFuzzTest {

    private static final int RUNS = 15_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    public void nagios() throws Exception {
        adapter("nagios");
    }

    @Test
    public void zabbix() throws Exception {
        adapter("zabbix");
    }

    @Test
    public void sensu() throws Exception {
        adapter("sensu");
    }

    @Test
    public void alertmanager() throws Exception {
        adapter("alertmanager");
    }

    @Test
    public void grafana() throws Exception {
        adapter("grafana");
    }

    /** What the golden files hand in, as it comes, and as it waits. */
    private static void adapter(String name) throws IOException, InterruptedException {
        Jazzer jazzer = new Jazzer(AdapterFuzz.class, name);
        for (Path file : files(Path.of("../integrations", name, "src/test/resources/golden"))) {
            // a character for each byte
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String came = text.substring(0, text.indexOf("\n--- out"));
            jazzer.seed(file.getFileName().toString(), came.getBytes(StandardCharsets.ISO_8859_1))
                    .seed(file.getFileName() + ".json", waiting(name, came));
        }
        jazzer.run(RUNS);
    }

    private static byte[] waiting(String name, String came) throws IOException {
        ObjectNode input = JSON.createObjectNode().put("adapter", name);
        ObjectNode parameters = input.putObject("parameters");
        int in = came.indexOf("--- in\n");
        for (String line : came.substring(0, in).split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                boolean type = line.startsWith("content-type");
                (type ? input : parameters)
                        .put(type ? "content_type" : line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return JSON.writeValueAsBytes(input.put("text", came.substring(in + "--- in\n".length())));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
