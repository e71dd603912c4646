// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The launcher beside parts that show what came to them. */
public final class LauncherEnvironmentTest {

    private static final Path LAUNCHER = Path.of("../../karaf-assembly/distribution/src/main/bin/tocsin");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void whatTheScriptsDoIsNotSaidByTheCallersEnvironment() throws Exception {
        Path bin = folder.newFolder("bin").toPath();
        Files.copy(LAUNCHER, bin.resolve("tocsin"));
        Files.writeString(bin.resolve("tocsin-env.sh"), "");
        Files.writeString(bin.resolve("tocsin-agent.sh"), """
            agent_run() {
              printf '%s' "${on_open-}${on_end-}${start_lock_seen-}${tocsin_reads_anew-}${class_option-}"
              printf '%s' "${plan_do-}${plan_pidfile-}"
            }
            """);
        Path out = folder.newFile("out").toPath();
        ProcessBuilder builder = new ProcessBuilder(
                        List.of("sh", bin.resolve("tocsin").toString(), "run"))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment()
                .putAll(Map.of(
                        "on_open", "one",
                        "on_end", "two",
                        "start_lock_seen", "three",
                        "tocsin_reads_anew", "four",
                        "class_option", "five",
                        "plan_do", "six",
                        "plan_pidfile", "seven"));
        Process process = builder.start();

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
        // the last word of the launcher itself
        assertThat(out).hasContent("yes");
    }
}
