// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.itests.Distribution;

/** What the agent opens, writes and needs: as little as possible. */
public class ClosedHouseTest {

    @Rule
    public final Agent agent = new Agent();

    @Test
    public void everythingListensOnLoopbackAndNothingIsReadableToOthers() throws IOException {
        agent.start();
        assertThat(agent.tocsin("shell", "echo open").out()).as("the shell").isEqualTo("open\n");

        List<String> listening = listening(agent.pid());
        assertThat(listening).as("the local API and the shell").hasSize(2).allMatch(ClosedHouseTest::isLoopback);
        assertThat(listening).anyMatch(local -> local.endsWith(":" + String.format("%04X", agent.port())));
        assertThat(mode(agent.data())).isEqualTo("rwx------");
        assertThat(mode(agent.data().resolve("secret"))).isEqualTo("rw-------");
        assertThat(agent.token()).matches("[a-z0-9]{32,}");
        assertThat(openToOthers(agent.data())).isEmpty();
        assertThat(Files.getAttribute(agent.directory().resolve("spool"), "unix:mode"))
                .isEqualTo(Integer.parseInt("43733", 8));
        assertThat(Files.readString(agent.data().resolve("karaf/etc/users.properties"))
                        .lines())
                .as("users with a password")
                .allMatch(line -> line.isBlank() || line.startsWith("#"));
        assertThat(Files.readString(Path.of("/proc/" + agent.pid() + "/cmdline")))
                .doesNotContain(agent.token())
                .doesNotContain("jmxremote");
    }

    @Test
    public void theDistributionIsOnlyRead() throws IOException {
        Distribution readOnly = Distribution.shared().copyTo(agent.directory().resolve("home"));
        agent.of(readOnly).call(List.of("chmod", "-R", "a-w", readOnly.home().toString()));
        Map<String, String> before = content(readOnly.home());
        try {
            agent.start();
            assertThat(agent.tocsin("shell", "bundle:list")).returns(0, Call::exit);
            assertThat(agent.tocsin("stop")).returns(0, Call::exit);
            agent.start();

            assertThat(content(readOnly.home())).isEqualTo(before);
            assertThat(agent.etc().resolve("org.ops4j.pax.logging.cfg")).isRegularFile();
        } finally {
            agent.call(List.of("chmod", "-R", "u+w", readOnly.home().toString()));
        }
    }

    @Test
    public void configurationThatIsThereIsKept() throws IOException {
        Files.createDirectories(agent.etc());
        Path mine = Files.writeString(agent.etc().resolve("org.tocsin.pagerduty.cfg"), "region = eu\n");

        agent.start();

        assertThat(mine).hasContent("region = eu");
        assertThat(agent.etc().resolve("org.tocsin.http.cfg")).isRegularFile();
        assertThat(agent.tocsin("shell", "config:list \"(service.pid=org.tocsin.pagerduty)\"")
                        .out())
                .containsPattern("region += eu");
    }

    @Test
    public void aVariableLiesOverTheFileOfItsPlugin() throws IOException {
        agent.with("TOCSIN_QUEUE_MAXINFLIGHT", "7").start();

        assertThat(agent.tocsin("shell", "config:list \"(service.pid=org.tocsin.queue)\"")
                        .out())
                .containsPattern("maxInFlight += 7");
    }

    @Test
    public void theAgentStartsWithoutANetworkAndWithAConfigurationItMayOnlyRead() throws IOException {
        Files.createDirectories(agent.etc());
        Files.writeString(agent.etc().resolve("org.tocsin.queue.cfg"), "maxInFlight = 7\n");
        String closed = "ip link set lo up && mount --bind '" + agent.etc() + "' '" + agent.etc()
                + "' && mount -o remount,bind,ro '" + agent.etc() + "'";
        List<String> alone = List.of("unshare", "--user", "--map-root-user", "--mount", "--net", "sh", "-c");
        List<String> probe = new ArrayList<>(alone);
        probe.add(closed);
        assumeTrue(
                "the kernel gives name spaces to this user",
                agent.call(List.of("sh", "-c", "command -v unshare ip")).exit() == 0
                        && agent.call(probe).exit() == 0);
        String tocsin = "'" + agent.distribution().file("bin/tocsin") + "' ";
        List<String> start = new ArrayList<>(alone);
        start.add(closed + " && " + tocsin + "start && " + tocsin
                + "shell 'config:list \"(service.pid=org.tocsin.queue*)\"'");

        Call call = agent.call(start);

        assertThat(call.exit()).as("%s", call).isZero();
        assertThat(call.out()).startsWith("tocsin: intake open").containsPattern("maxInFlight += 7");
        assertThat(call.out()).as("what is missing comes from the distribution").contains("maxBytes");
        try (Stream<Path> files = Files.list(agent.etc())) {
            assertThat(files).hasSize(1);
        }
    }

    /** Local addresses, as the kernel writes them, of the listening TCP and bound UDP sockets of a process. */
    private static List<String> listening(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                } catch (IOException e) {
                    // closed in the meantime
                    assertThat(descriptor).doesNotExist();
                }
            }
        }
        List<String> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] fields = line.trim().split("\\s+", -1);
                boolean open = table.startsWith("udp") || fields[3].equals("0A");
                if (fields.length > 9 && open && inodes.contains(fields[9])) {
                    found.add(fields[1]);
                }
            }
        }
        return found;
    }

    private static boolean isLoopback(String local) {
        return local.matches("0100007F:.*|0000000000000000FFFF00000100007F:.*|00000000000000000000000001000000:.*");
    }

    /** What lies there while the agent runs; a file may go at any moment. */
    private static List<Path> openToOthers(Path root) throws IOException {
        List<Path> open = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                return visitFile(directory, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    if (!attributes.isSymbolicLink() && !mode(file).endsWith("------")) {
                        open.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                } catch (NoSuchFileException e) {
                    return visitFileFailed(file, e);
                }
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return open;
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Every file with its size and time. */
    private static Map<String, String> content(Path home) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                content.put(
                        file.toString(),
                        Files.getLastModifiedTime(file) + " " + (Files.isDirectory(file) ? 0 : Files.size(file)));
            }
        }
        return content;
    }
}
