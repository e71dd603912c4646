// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** What whoever listens in the place of the agent gets to hear: nothing, in each shell. */
@RunWith(Parameterized.class)
public final class ImpostorTest {

    private static final String KEY = "0123456789ABCDEF0123456789abcdef";
    private static final String[] EVENT = {"-k", KEY, "-t", "trigger", "-d", "x", "-i", "disk"};
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid" + "  timeout inode\n";
    private static final String V4 = "0100007F";
    private static final String MAPPED = "0000000000000000FFFF00000100007F";
    private static final String V6 = "00000000000000000000000001000000";
    private static final String ALL_V4 = "00000000";
    private static final String ALL_V6 = "00000000000000000000000000000000";
    private static final String US = "1234";
    private static final String THEM = "4321";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final String[] shell;
    private Impostor impostor;
    private Script script;
    private Path spool;

    public ImpostorTest(String shell) {
        this.shell = shell.split(" ", -1);
    }

    @Parameters(name = "{0}")
    public static Collection<String> shells() throws IOException {
        return ScriptTest.shells();
    }

    @Before
    public void listenInItsPlace() throws IOException {
        // an address of which the shell cannot tell whose it is: by its user it would be the agent
        impostor = new Impostor("127.0.0.2");
        script = new Script(folder.getRoot().toPath(), impostor.address(), AgentServer.TOKEN, shell);
        spool = folder.newFolder("spool").toPath();
        script.environment.put("TOCSIN_SPOOL", spool.toString());
    }

    @After
    public void stop() throws IOException {
        impostor.close();
    }

    @Test
    public void anEventGoesIntoTheSpoolAndTheImpostorHearsNothing() throws Exception {
        for (Impostor.Manner manner : Impostor.Manner.values()) {
            impostor.manner = manner;
            Script.Result sent = script.run("pd-send", EVENT);

            assertThat(sent.exit()).as("%s", manner).isZero();
            assertThat(sent.out()).isEqualTo("Event processed. Incident Key: disk\n");
            assertThat(sent.err()).endsWith("; the event is in the spool, from which the agent takes it\n");
        }

        assertThat(files()).hasSize(Impostor.Manner.values().length);
        assertThat(impostor.heard()).isNotEmpty();
        assertThat(String.join("", impostor.heard()))
                .as("neither the token nor the event")
                .doesNotContain(AgentServer.TOKEN)
                .doesNotContain(KEY);
    }

    @Test
    public void everyOtherWordEndsWithWhatIsWrong() throws Exception {
        for (String[] words : List.of(
                new String[] {"tocsin", "queue", "status"},
                new String[] {"tocsin", "event", "export"},
                new String[] {"pdagent", "queue", "retry"},
                new String[] {"pdagent", "-a", impostor.address(), "-s", AgentServer.TOKEN, "health"},
                new String[] {"pd-queue", "status"},
                new String[] {"tocsin", "status"})) {
            Script.Result result =
                    script.run(words[0], List.of(words).subList(1, words.length).toArray(String[]::new));

            assertThat(result.exit()).as("%s", List.of(words)).isEqualTo(1);
            assertThat(result.out() + result.err())
                    .contains("does not accept the token, or is not the agent, and was told nothing");
        }
        assertThat(String.join("", impostor.heard())).doesNotContain(AgentServer.TOKEN);
    }

    @Test
    public void anAgentOfWhichTheKernelTellsNothingShowsThatItHasTheToken() throws Exception {
        try (AgentServer agent = new AgentServer("127.0.0.3")) {
            script.environment.put("TOCSIN_URL", "http://" + agent.address());

            assertThat(script.run("pd-send", EVENT))
                    .isEqualTo(new Script.Result(0, "Event processed. Incident Key: disk\n", ""));
            assertThat(script.runWith(KEY, "tocsin", "trigger", "-k", "-", "x").exit())
                    .isZero();
            assertThat(script.run("tocsin", "lane", "list").exit()).isZero();

            assertThat(agent.agent.submitted).hasSize(2);
            assertThat(files()).isEmpty();
        }
    }

    /** It asks the agent for its proof, and passes it on. */
    @Test
    public void nobodyOnAnotherPortPassesTheQuestionOn() throws Exception {
        try (AgentServer agent = new AgentServer();
                DroppingRelay relay = new DroppingRelay(agent.address(), "127.0.0.4")) {
            script.environment.put("TOCSIN_URL", "http://" + relay.address());

            assertThat(script.run("pd-send", EVENT).exit()).isZero();

            assertThat(agent.requests).hasValue(0);
            assertThat(files()).hasSize(1);
        }
    }

    @Test
    public void theKernelsTablesSayWhoseAListenerIs() throws Exception {
        assertThat(seen("127.0.0.1:8080", "", listener(MAPPED, 8080, US))).isEqualTo("ours");
        assertThat(seen("127.0.0.1:8080", listener(V4, 8080, US), "")).isEqualTo("ours");
        assertThat(seen("127.0.0.1:08080", listener(V4, 8080, "0"), "")).isEqualTo("ours");
        assertThat(seen("[::1]:8080", "", listener(V6, 8080, US))).isEqualTo("ours");
        assertThat(seen("127.0.0.1:8080", listener(V4, 8080, THEM), "")).isEqualTo(THEM);
        assertThat(seen("127.0.0.1:8080", "", listener(MAPPED, 8080, THEM))).isEqualTo(THEM);
        assertThat(seen("[::1]:8080", listener(V4, 8080, US), listener(V6, 8080, THEM)))
                .isEqualTo(THEM);
        assertThat(seen("127.0.0.1:8080", listener(V4, 8081, US), listener(V6, 8080, US)))
                .isEqualTo("nobody");
        // one that only connects to it
        assertThat(seen("127.0.0.1:8080", listener(V4, 8080, US).replace(" 0A ", " 01 "), ""))
                .isEqualTo("nobody");
    }

    @Test
    public void aListenerOfOneAddressGoesBeforeOneOfAll() throws Exception {
        assertThat(seen("127.0.0.1:8080", listener(ALL_V4, 8080, US), "")).isEqualTo("ours");
        assertThat(seen("127.0.0.1:8080", "", listener(ALL_V6, 8080, US))).isEqualTo("ours");
        assertThat(seen("127.0.0.1:8080", listener(V4, 8080, US), listener(ALL_V6, 8080, THEM)))
                .isEqualTo("ours");
        assertThat(seen("127.0.0.1:8080", listener(V4, 8080, THEM), listener(ALL_V6, 8080, US)))
                .isEqualTo(THEM);
        // a name may lead to either
        assertThat(seen("localhost:8080", listener(V4, 8080, US), listener(ALL_V6, 8080, THEM)))
                .isEqualTo(THEM);
        assertThat(seen("localhost:8080", listener(V4, 8080, US), listener(V6, 8080, THEM)))
                .isEqualTo(THEM);
        assertThat(seen("localhost:8080", listener(V4, 8080, US), "")).isEqualTo("ours");
    }

    @Test
    public void whatTheTablesDoNotTellIsNotTaken() throws Exception {
        assertThat(seen("bell.example.com:8080", listener(V4, 8080, US), "")).isEmpty();
        assertThat(seen("10.0.0.1:8080", listener(ALL_V4, 8080, US), "")).isEmpty();
        assertThat(seen("127.0.0.1:x", listener(V4, 8080, US), "")).isEmpty();
        assertThat(seen("127.0.0.1:0", listener(V4, 0, US), "")).isEmpty();
        assertThat(seen("127.0.0.1:999999", "", "")).isEmpty();
        Files.delete(folder.getRoot().toPath().resolve("net/tcp"));
        Files.delete(folder.getRoot().toPath().resolve("net/tcp6"));
        assertThat(told("127.0.0.1:8080", "tocsin_owners=' 0 1234 '")).isEmpty();
    }

    @Test
    public void whoseTheAgentMayBeIsWhoOwnsTheTokenOrTheData() throws Exception {
        Path secret = folder.getRoot().toPath().resolve("secret");
        String me = Files.getAttribute(secret, "unix:uid").toString();

        assertThat(owners("TOCSIN_SECRET_FILE=" + secret)).contains("0", me);
        // of another user: everybody may look at this one
        assertThat(owners("TOCSIN_SECRET_FILE=/no/such/file TOCSIN_DATA=" + folder.getRoot()))
                .contains("0", me);
        assertThat(owners("ls() { echo '-rw-r----- 1 77 88 33 secret'; }; TOCSIN_SECRET_FILE=/no/such/file"))
                .containsOnly("0", "77");
        assertThat(owners("ls() { echo '-rw-r----- 1 65534 88 33 secret'; }; TOCSIN_SECRET_FILE=/no/such/file"))
                .as("whoever has no number in this user namespace")
                .containsOnly("0");
    }

    private String seen(String address, String tcp, String tcp6) throws Exception {
        Path net = folder.getRoot().toPath().resolve("net");
        Files.createDirectories(net);
        Files.writeString(net.resolve("tcp"), HEAD + listener("0100007F", 22, "0") + tcp + "   9: rest\n");
        Files.writeString(net.resolve("tcp6"), HEAD + tcp6);
        return told(address, "tocsin_owners=' 0 " + US + " '");
    }

    /** As the launcher asks while it starts the agent. */
    @Test
    public void onAnAddressThatIsKnownToBeThisHostsAllListenersOfThePortAreOurs() throws Exception {
        assertThat(seen("10.0.0.1:8080 here", listener("0100000A", 8080, US), ""))
                .isEqualTo("ours");
        assertThat(seen("bell.example.com:8080 here", listener(V4, 8080, THEM), listener(ALL_V6, 8080, US)))
                .isEqualTo(THEM);
        assertThat(seen("10.0.0.1:8080 here", listener("0100000A", 8081, US), ""))
                .isEqualTo("nobody");
    }

    private String told(String asked, String owners) throws Exception {
        String address = asked.split(" ", -1)[0];
        String here = asked.substring(address.length());
        Path net = folder.getRoot().toPath().resolve("net");
        return script.text(". \"$bin/tocsin-proof.sh\"; tocsin_read_owners() { " + owners + "; }; TOCSIN_URL=http://"
                + address + "; if tocsin_is_ours '" + net + "'" + here
                + "; then echo ours; else echo \"$tocsin_seen\"; fi");
    }

    private List<String> owners(String where) throws Exception {
        return List.of(script.text(". \"$bin/tocsin-proof.sh\"; " + where + "; tocsin_read_owners; echo $tocsin_owners")
                .split(" ", -1));
    }

    private static String listener(String address, int port, String user) {
        return String.format(
                "   0: %s:%04X %s:0000 0A 00000000:00000000 00:00000000 00000000  %s        0 123 1 0 100 0 0 10 0%n",
                address, port, "0".repeat(address.length()), user);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.filter(file -> file.toString().endsWith(".event")).toList();
        }
    }
}
