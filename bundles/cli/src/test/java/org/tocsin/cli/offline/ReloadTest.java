// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is said of a reload, and when. */
public class ReloadTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void isSaidWhenTheAgentHasSeenTheYoungestFile() throws Exception {
        assertThat(untilSeen()).as("an empty directory").isZero();
        written("old.cfg", NOW.minusSeconds(60));
        assertThat(untilSeen()).isZero();
        written("new.cfg", NOW.minusSeconds(1));
        assertThat(untilSeen()).isEqualTo(Duration.ofSeconds(2));
        written("of a clock that was set back.cfg", NOW.plusSeconds(86_400));
        assertThat(untilSeen()).isEqualTo(Duration.ofSeconds(3));
    }

    private Duration untilSeen() throws Exception {
        return Reload.untilSeen(folder.getRoot().toPath(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void written(String name, Instant when) throws Exception {
        Path file = Files.createFile(folder.getRoot().toPath().resolve(name));
        Files.setLastModifiedTime(file, FileTime.from(when));
    }

    @Test
    public void promisesNothingForWhatIsWrong() {
        assertThat(Reload.line("9 files checked: all is well", 0, List.of()))
                .isEqualTo("reload: what changed is in effect; 9 files checked: all is well");
        assertThat(Reload.line("9 files checked: 2 errors", 2, List.of()))
                .isEqualTo("reload: what is wrong is not in effect, what else changed is; 9 files checked: 2 errors");
    }
}
