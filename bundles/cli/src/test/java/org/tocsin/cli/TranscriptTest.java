// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Every word, its help, its errors and its exit codes, as the files beside this class tell them. */
@RunWith(Parameterized.class)
public final class TranscriptTest {

    private final String program;

    public TranscriptTest(String program) {
        this.program = program;
    }

    @Parameters(name = "{0}")
    public static List<String> programs() {
        return List.of("pd-send", "pd-queue", "pd-nagios", "pd-sensu", "pd-zabbix", "pdagent", "tocsin");
    }

    @Test
    public void everyCommandEndsAsItsTranscriptTells() throws IOException {
        Path file = Path.of("src/test/resources/org/tocsin/cli/" + program + ".transcript");
        String golden = Files.readString(file);
        RecordingAgent agent = new RecordingAgent();
        agent.lanes.add(RecordingAgent.lane("pd-111111111111", "key2", 1, 0, 1));
        agent.lanes.add(RecordingAgent.lane("pd-222222222222", "key1", 0, 12, 0));

        String told = new Transcript(agent).replay(golden);

        Path now = Files.createDirectories(Path.of("target/transcripts")).resolve(program + ".transcript");
        Files.writeString(now, told);
        assertThat(told).as("what %s does now is in %s", file, now).isEqualTo(golden);
    }
}
