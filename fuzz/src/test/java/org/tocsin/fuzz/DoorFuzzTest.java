// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** A few seconds a target in the build; {@code -Dfuzz.seconds=300} makes it 300. */
public class DoorFuzzTest {

    @Test
    public void whatReadsRequests() throws Exception {
        jazzer("call").run(15_000);
    }

    @Test
    public void theSocket() throws Exception {
        jazzer("socket").run(300);
    }

    private static Jazzer jazzer(String name) throws IOException {
        Jazzer jazzer = new Jazzer(DoorFuzz.class, name);
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/door"))) {
            List<Path> requests = files.sorted().toList();
            for (Path file : requests) {
                jazzer.seed(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return jazzer;
    }
}
