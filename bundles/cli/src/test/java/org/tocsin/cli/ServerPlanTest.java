// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the launcher is told to do for the words about the agent's process. */
public final class ServerPlanTest {

    private static final String TOKEN = "0123456789abcdefghij";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, String> environment = new LinkedHashMap<>();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path root;

    @Before
    public void setEnvironment() throws IOException {
        root = folder.getRoot().toPath().toRealPath();
        environment.put("HOME", root.resolve("home").toString());
        environment.put("TOCSIN_DATA", root.resolve("data").toString());
        environment.put("TOCSIN_SECRET_FILE", root.resolve("data/secret").toString());
        environment.put("TOCSIN_ADDRESS", "127.0.0.1:49463");
        environment.put("TOCSIN_LEGACY_ETC", root.resolve("etc").toString());
    }

    @Test
    public void serverRunsWithWhatTheFlagsSay() throws IOException {
        assertThat(plan("pdagent", "server")).isEqualTo("run\n");
        assertThat(plan("pdagent", "-a", ":1234", "server", "--region=eu", "--pidfile", root + "/run/pid"))
                .isEqualTo("run\nTOCSIN_ADDRESS=:1234\nTOCSIN_PAGERDUTY_REGION=eu\npidfile=" + root + "/run/pid\n");
        assertThat(plan("tocsin", "server", "-a", "[::1]:80")).isEqualTo("run\nTOCSIN_ADDRESS=[::1]:80\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();

        assertThat(plan("pdagent", "server", "--database", "/old.db")).isEqualTo("run\n");
        assertThat(said()).isEqualTo("pdagent: --database /old.db is not used: the queue is in " + root + "/data/db\n");
    }

    @Test
    public void aTokenThatIsGivenBecomesTheAgents() throws IOException {
        Path file = root.resolve("data/secret");

        assertThat(plan("pdagent", "server", "-s", TOKEN)).isEqualTo("run\nTOCSIN_SECRET_FILE=" + file + '\n');

        assertThat(file).hasContent(TOKEN);
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(file.resolveSibling(""))).isEqualTo("rwx------");
        for (String bad : List.of("short", "0123456789abcdef ghi", "0123456789abcdef$(x)")) {
            assertThat(plan("pdagent", "server", "-s", bad))
                    .startsWith("say 1\ninvalid argument for \"-s, --secret\" flag: must have 16 or more");
        }
        assertThat(file).hasContent(TOKEN);
    }

    @Test
    public void aServerThatIsRefusedLeavesTheTokenAsItIs() throws IOException {
        Path file = root.resolve("data/secret");
        SecretText.write(file, "12345678901234567890");
        Path pidfile = root.resolve("run/pid=file=x/pid");
        Files.createDirectories(pidfile.getParent());
        // has the name on its command line, as an agent has
        Process living = new ProcessBuilder("sh", "-c", "read -r line", "tocsin").start();
        try {
            Files.writeString(pidfile, Long.toString(living.pid()));
            assertThat(plan("pdagent", "server", "-s", TOKEN, "--pidfile", pidfile.toString()))
                    .isEqualTo("say 1\npidfile already exists\n");
        } finally {
            living.destroy();
        }
        Path blocked = Files.writeString(root.resolve("file"), "").resolve("below/pid");
        assertThat(plan("pdagent", "server", "-s", TOKEN, "--pidfile", blocked.toString()))
                .isEqualTo("say 1\n");
        assertThat(said())
                .isEqualTo("pdagent server: --pidfile: " + root + "/file/below cannot be written: name another file\n");
        assertThat(file).hasContent("12345678901234567890");

        Files.writeString(pidfile, "4194305");
        assertThat(plan("pdagent", "server", "--pidfile", pidfile.toString()))
                .as("one that was left behind")
                .isEqualTo("run\npidfile=" + pidfile + '\n');
    }

    @Test
    public void aSecretThatOthersMayReadStaysSo() throws IOException {
        Path file = root.resolve("data/secret");
        SecretText.write(file, "12345678901234567890");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        plan("pdagent", "server", "-s", TOKEN);

        assertThat(file).hasContent(TOKEN);
        assertThat(permissions(file)).isEqualTo("rw-r-----");
    }

    @Test
    public void whileAnAgentRunsWrongFlagsAreToldFirst() throws IOException {
        environment.put("TOCSIN_RUNNING", "4711");

        assertThat(plan("pdagent", "server", "--bogus")).isEqualTo("say 1\nunknown flag: --bogus\n");
        assertThat(plan("pdagent", "server", "-s", TOKEN)).isEqualTo("say 1\npidfile already exists\n");
        assertThat(said()).isEqualTo("pdagent: already running for " + root + "/data (pid 4711)\n");
        assertThat(root.resolve("data/secret")).doesNotExist();
        assertThat(plan("pdagent", "server", "stop")).isEqualTo("stop\n");
    }

    @Test
    public void aConfigurationThatIsNamedIsReadWhereItLies() throws IOException {
        assertThat(plan("pdagent", "--config", root + "/go.yaml", "server")).isEqualTo("run\n");
        assertThat(said())
                .startsWith("pdagent: --config " + root + "/go.yaml cannot be read and is left out: what is in");

        Files.writeString(root.resolve("go.yaml"), "region: eu\npidfile: " + root + "/run/go.pid\n");
        assertThat(plan("pdagent", "--config", root + "/go.yaml", "server"))
                .isEqualTo("run\nTOCSIN_LEGACY_CONFIG=" + root + "/go.yaml\npidfile=" + root + "/run/go.pid\n");
        assertThat(plan("tocsin", "server", "--config", root + "/go.yaml", "--pidfile", root + "/run/mine"))
                .isEqualTo("run\nTOCSIN_LEGACY_CONFIG=" + root + "/go.yaml\npidfile=" + root + "/run/mine\n");
        assertThat(said()).isEmpty();
    }

    @Test
    public void whoeverReadsTheUsualPidfileFindsIt() throws IOException {
        assertThat(plan("pdagent", "server")).as("no directory is made for it").isEqualTo("run\n");
        Path mine = Files.createDirectories(root.resolve("home/.pdagent")).resolve("pidfile");
        assertThat(plan("pdagent", "server")).isEqualTo("run\npidfile=" + mine + '\n');
        assertThat(plan("tocsin", "server")).as("a word of ours").isEqualTo("run\n");

        Files.createDirectories(root.resolve("etc/pdagent"));
        Files.writeString(root.resolve("etc/pdagent/config.json"), "{\"pidfile\":\"" + root + "/run/go.pid\"}");
        assertThat(plan("pdagent", "server")).isEqualTo("run\npidfile=" + root + "/run/go.pid\n");
        Files.writeString(root.resolve("run/go.pid"), "4194305");
        assertThat(plan("pdagent", "server"))
                .as("one that was left behind")
                .isEqualTo("run\npidfile=" + root + "/run/go.pid\n");
        assertThat(said()).isEmpty();
    }

    @Test
    public void theUsualPidfileKeepsNobodyFromStarting() throws IOException {
        Files.writeString(root.resolve("file"), "");
        Path config = Files.writeString(root.resolve("go.yaml"), "pidfile: " + root + "/file/below/pid\n");
        String run = "run\nTOCSIN_LEGACY_CONFIG=" + config + '\n';

        assertThat(plan("pdagent", "server", "--config", config.toString())).isEqualTo(run);
        assertThat(said())
                .isEqualTo("pdagent: the pid file " + root + "/file/below/pid cannot be written, and is left out\n");

        // has the name on its command line, as an agent has
        Process living = new ProcessBuilder("sh", "-c", "read -r line", "tocsin").start();
        try {
            Path pidfile = Files.writeString(root.resolve("pid"), Long.toString(living.pid()));
            Files.writeString(config, "pidfile: " + pidfile + '\n');
            assertThat(plan("pdagent", "server", "--config", config.toString())).isEqualTo(run);
            assertThat(said()).contains(pidfile + " has the number of another agent that runs");
        } finally {
            living.destroy();
        }
    }

    @Test
    public void stopIsNotTakenForAWordOfServer() throws IOException {
        assertThat(plan("pdagent", "server", "stop")).isEqualTo("stop\n");
        assertThat(plan("pdagent", "server", "--region", "eu", "stop")).isEqualTo("stop\n");
        assertThat(plan("pdagent", "-s", "stop", "--pidfile", "/x", "server", "--database", "stop", "stop"))
                .startsWith("say 1\ninvalid argument for \"-s, --secret\"");
        assertThat(plan("tocsin", "server", "--pidfile", "/x", "stop")).isEqualTo("stop\npidfile=/x\n");
    }

    @Test
    public void whatIsWrongIsSaidAsTheProgramSaysIt() throws IOException {
        assertThat(plan("pdagent", "server", "--region", "xx"))
                .isEqualTo("say 1\nregion must be either \"us\" or \"eu\"\n");
        assertThat(plan("pdagent", "server", "--bogus")).isEqualTo("say 1\nunknown flag: --bogus\n");
        assertThat(plan("pdagent", "server", "-a", "here"))
                .isEqualTo("say 1\ninvalid argument for \"-a, --address\" flag: 'here' is no address, write it as"
                        + " 127.0.0.1:49463\n");
        assertThat(plan("pdagent", "server", "--pidfile", "a\nTOCSIN_ADDRESS=evil:1"))
                .startsWith("say 1\n")
                .contains("has a control character");
        assertThat(said()).isEmpty();
        assertThat(plan("tocsin", "server", "--region", "xx")).isEqualTo("say 2\n");
        assertThat(said()).startsWith("tocsin server: region must be either \"us\" or \"eu\" (see");
        assertThat(plan("pdagent", "server", "-h")).startsWith("say 0\nusage: pdagent server ");
    }

    @Test
    public void initWritesTheFiveKeysForItsOwnerAlone() throws IOException {
        Path file = root.resolve("home/.pdagent/config.yaml");

        assertThat(plan("pdagent", "init"))
                .isEqualTo("say 0\nGenerating config to " + file + "\nConfig file generated to " + file + '\n');

        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(file.resolveSibling(""))).isEqualTo("rwxr-x---");
        String text = Files.readString(file);
        assertThat(text.lines().map(line -> line.replaceAll(":.*", "")))
                .containsExactly("address", "database", "pidfile", "region", "secret");
        assertThat(text)
                .contains("address: 127.0.0.1:49463\n", "pidfile: " + root + "/home/.pdagent/pidfile\n", "region: us\n")
                .containsPattern("secret: \"?[a-z0-9]{32}\"?\n");
        assertThat(plan("pdagent", "init"))
                .isEqualTo("say 1\nGenerating config to " + file + "\nError writing config: Config File \"" + file
                        + "\" Already Exists\n");
        assertThat(file).hasContent(text);
    }

    @Test
    public void initTakesTheAgentsTokenAndFlagsAndQuotesWhatAReaderCouldMistake() throws IOException {
        SecretText.write(root.resolve("data/secret"), "12345678901234567890");
        Path file = root.resolve("there/config.yaml");

        assertThat(plan("tocsin", "init", "--config", file.toString(), "-a", "[::1]:80", "--pidfile", "/a b"))
                .startsWith("say 0\n");

        assertThat(file)
                .content()
                .contains("address: \"[::1]:80\"\n", "pidfile: \"/a b\"\n", "secret: \"12345678901234567890\"\n");
    }

    @Test
    public void initOfAHostIsForAllToPassAndForItsOwnerToRead() throws IOException {
        environment.put("APP_ENV", "production");
        Path file = root.resolve("etc/pdagent/config.yaml");

        assertThat(plan("pdagent", "init", "-s", TOKEN))
                .isEqualTo(
                        "say 0\nGenerating production config to " + file + "\nConfig file generated to " + file + '\n');

        assertThat(permissions(file.resolveSibling(""))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(file).content().contains("secret: \"" + TOKEN + "\"\n", "pidfile: /var/run/pdagent/pidfile\n");
    }

    @Test
    public void initThatCannotWriteSaysSo() throws IOException {
        Files.writeString(root.resolve("file"), "");
        assertThat(plan("pdagent", "init", "--config", root + "/file/config.yaml"))
                .startsWith("say 1\nGenerating config to " + root + "/file/config.yaml\nError writing config: ");
        environment.remove("HOME");
        assertThat(plan("pdagent", "init")).isEqualTo("say 1\n");
        assertThat(said()).isEqualTo("pdagent init: HOME is not set: name the file by --config\n");
    }

    private String plan(String program, String... typed) throws IOException {
        Command command = new Command(program, List.of(typed), null, true);
        return new ServerPlan(environment, new PrintStream(err, true, StandardCharsets.UTF_8))
                .of(Wire.read(program, Wire.request(command)));
    }

    private String said() {
        String said = err.toString(StandardCharsets.UTF_8);
        err.reset();
        return said;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
