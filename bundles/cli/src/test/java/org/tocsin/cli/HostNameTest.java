// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The name of this host. */
public final class HostNameTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theKernelIsAskedAndNoNameServer() throws Exception {
        Path file = folder.getRoot().toPath().resolve("hostname");

        assertThat(HostName.read(Files.writeString(file, "web1.example\n"))).isEqualTo("web1.example");
        assertThat(HostName.read(Files.writeString(file, "\n"))).isNotBlank();
        assertThat(HostName.read(folder.getRoot().toPath().resolve("none"))).isNotBlank();
    }
}
