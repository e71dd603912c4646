// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What this host is called. */
public final class HostNameTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void itIsWhatTheKernelSays() throws Exception {
        Path kernel = Files.writeString(folder.getRoot().toPath().resolve("hostname"), "bell-7\n");

        assertThat(HostName.read(kernel)).isEqualTo("bell-7");
    }

    @Test
    public void itIsNeverEmpty() throws Exception {
        Path empty = Files.writeString(folder.getRoot().toPath().resolve("hostname"), "\n");

        assertThat(HostName.read(empty)).isNotBlank();
        assertThat(HostName.read(empty.resolveSibling("none"))).isNotBlank();
        assertThat(HostName.read()).isNotBlank();
    }
}
