// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class StartupFailureTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path data = Path.of("");

    @Before
    public void aLauncherWatches() {
        data = folder.getRoot().toPath();
        System.setProperty("tocsin.data", data.toString());
    }

    @After
    public void nobodyWatches() {
        System.clearProperty("tocsin.data");
    }

    @Test
    public void theReasonIsOneLineAndTheLastOneStands() throws Exception {
        StartupFailure.tell("an earlier one, which was longer than what comes next");
        StartupFailure.tell("address: is in use\r\nby another\nagent\n");

        assertThat(Files.readString(data.resolve("startup-failure")))
                .isEqualTo("address: is in use by another agent\n");
        try (var files = Files.list(data)) {
            assertThat(files).as("no draft is left").hasSize(1);
        }
    }

    @Test
    public void aLineThatCannotBeLeftIsTheCallersToLogAndLeavesNothingBehind() throws Exception {
        Files.createDirectories(data.resolve("startup-failure/in-the-way"));
        assertThatThrownBy(() -> StartupFailure.tell("x")).isInstanceOf(IOException.class);
        try (var files = Files.list(data)) {
            assertThat(files).as("no draft is left").hasSize(1);
        }

        for (String nowhere : new String[] {data.resolve("not-there").toString(), "a\0b"}) {
            System.setProperty("tocsin.data", nowhere);
            assertThatThrownBy(() -> StartupFailure.tell("x")).isInstanceOf(IOException.class);
        }
    }

    @Test
    public void withoutADataDirectoryNobodyIsTold() throws Exception {
        System.setProperty("tocsin.data", " ");
        StartupFailure.tell("x");
        System.clearProperty("tocsin.data");
        StartupFailure.tell("x");

        assertThat(data).isEmptyDirectory();
        assertThat(Path.of("startup-failure")).doesNotExist();
    }
}
