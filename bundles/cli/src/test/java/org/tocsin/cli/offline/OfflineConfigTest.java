// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A small distribution with two plugins: one of the house with a check of its own, one of a stranger without. */
public final class OfflineConfigTest {

    private static final String TOY = """
        <?xml version="1.0" encoding="UTF-8"?>
        <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
          <OCD id="toy" name="Toy">
            <AD id="pace" type="String" name="Pace" default="3"/>
            <AD id="password" type="Password" name="Password" default=""/>
            <AD id="place" type="String" name="Place" default="here\\,\\ there"/>
          </OCD>
          <Designate pid="org.tocsin.toy"><Object ocdref="toy"/></Designate>
        </metatype:MetaData>
        """;

    private static final String STRANGER = """
        <MetaData xmlns="http://www.osgi.org/xmlns/metatype/v1.2.0">
          <OCD id="a" name="A">
            <AD id="count" type="Integer" min="1" max="5" default="2"/>
            <AD id="ratio" type="Double" default="0.5"/>
            <AD id="loud" type="Boolean" default="false"/>
            <AD id="mode" type="String" default="fast">
              <Option label="f" value="fast"/><Option label="s" value="slow"/>
            </AD>
            <AD id=".token" type="Password" required="false"/>
          </OCD>
          <Designate factoryPid="com.example.stranger"><Object ocdref="a"/></Designate>
        </MetaData>
        """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, String> environment = new HashMap<>();
    private Path home;
    private Path etc;

    @Before
    public void unpack() throws IOException {
        home = folder.newFolder("home").toPath();
        etc = folder.newFolder("etc").toPath();
        Path system = Files.createDirectories(home.resolve("karaf/system"));
        Files.createDirectories(home.resolve("etc"));
        String type = ToyCheck.class.getName();
        Path part = folder.newFile("part.jar").toPath();
        jar(part, Map.of(path(ToyPart.class), bytes(ToyPart.class)));
        jar(
                system.resolve("toy-1.jar"),
                Map.of(
                        "OSGI-INF/metatype/toy.xml",
                        TOY.getBytes(StandardCharsets.UTF_8),
                        PluginCheck.SERVICE,
                        ("# one\n" + type + '\n').getBytes(StandardCharsets.UTF_8),
                        path(ToyCheck.class),
                        bytes(ToyCheck.class),
                        "part.jar",
                        Files.readAllBytes(part)));
        jar(
                system.resolve("stranger-1.jar"),
                Map.of("OSGI-INF/metatype/s.xml", STRANGER.getBytes(StandardCharsets.UTF_8)));
        environment.putAll(Map.of(
                "TOCSIN_HOME",
                home.toString(),
                "TOCSIN_ETC",
                etc.toString(),
                "TOCSIN_DATA",
                folder.getRoot().toPath().resolve("data").toString(),
                "TOCSIN_SPOOL",
                "/spool",
                Migrated.ETC,
                folder.newFolder("nobody").toString()));
        write("org.tocsin.toy.cfg", "# a toy\npace = 3\npassword =\nplace = here, there\n");
    }

    private static String path(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(type.getSimpleName() + ".class"))) {
            return in.readAllBytes();
        }
    }

    private static void jar(Path path, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(path))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(etc.resolve(file), text);
    }

    private void given(String name, String value) {
        environment.merge("TOCSIN_GIVEN", name, (a, b) -> a + ' ' + b);
        environment.put(name, value);
    }

    private void flag(String name, String value) {
        environment.merge("TOCSIN_FLAGS", name, (a, b) -> a + ' ' + b);
        environment.put(name, value);
    }

    private int exit;

    private String run(String... words) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exit = OfflineConfig.run(List.of(words), environment, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private void isTold(String... lines) throws Exception {
        String told = run("check");
        assertThat(exit).as(told).isEqualTo(1);
        assertThat(told.lines().toList()).as(told).contains(lines);
    }

    @Test
    public void whatIsShippedIsWell() throws Exception {
        assertThat(run("check")).isEqualTo("1 file checked: all is well\n");
        assertThat(exit).isZero();
        assertThat(run("check", "--json")).isEqualTo("{\"files\":1,\"errors\":[],\"remarks\":[]}\n");
    }

    @Test
    public void aWrongValueIsToldInThePluginsOwnWordsAndWhoSaidIt() throws Exception {
        write("org.tocsin.toy.cfg", "place=x\npace = fast\n");
        isTold("org.tocsin.toy.cfg: pace: 'fast' is not a number, use one from 1 to 9 (org.tocsin.toy.cfg:2)");

        given("TOCSIN_TOY_PACE", "slow");
        isTold("org.tocsin.toy.cfg: pace: 'slow' is not a number, use one from 1 to 9 (TOCSIN_TOY_PACE)");

        flag("TOCSIN_TOY_PACE", "never");
        isTold("org.tocsin.toy.cfg: pace: 'never' is not a number, use one from 1 to 9 (flag --set toy.pace)");
        assertThat(run("check", "--json"))
                .isEqualTo("{\"files\":1,\"errors\":[{\"file\":\"org.tocsin.toy.cfg\",\"key\":\"pace\","
                        + "\"from\":\"flag --set toy.pace\",\"text\":\"org.tocsin.toy.cfg: pace: 'never' is not a"
                        + " number, use one from 1 to 9\"}],\"remarks\":[]}\n");
    }

    @Test
    public void aCheckMayNeedWhatIsNestedInItsBundle() throws Exception {
        write("org.tocsin.toy.cfg", "place = nowhere\n");
        isTold("org.tocsin.toy.cfg: place: 'nowhere' is not a place, use one that is (org.tocsin.toy.cfg:1)");
    }

    @Test
    public void flagsLieOverVariablesOverFilesOverDefaults() throws Exception {
        write("org.tocsin.toy.cfg", "pace = 5\n");
        assertThat(row("toy.place")).isEqualTo("toy.place here, there default");
        assertThat(row("toy.pace")).isEqualTo("toy.pace 5 org.tocsin.toy.cfg:1");
        given("TOCSIN_TOY_PACE", "6");
        assertThat(row("toy.pace")).isEqualTo("toy.pace 6 TOCSIN_TOY_PACE");
        flag("TOCSIN_TOY_PACE", "7");
        assertThat(row("toy.pace")).isEqualTo("toy.pace 7 flag --set toy.pace");
        assertThat(row("TOCSIN_SPOOL")).isEqualTo("TOCSIN_SPOOL /spool default");
    }

    private String row(String key) throws Exception {
        return run("show")
                .lines()
                .filter(line -> line.startsWith(key + ' '))
                .findFirst()
                .orElse("")
                .replaceAll(" +", " ");
    }

    @Test
    public void placeholdersAreFilledInAndNameTheirVariable() throws Exception {
        write("org.tocsin.toy.cfg", """
            pace=$[env:TOCSIN_PAGERDUTY_URL;default=8]
            place=$[prop:tocsin.data;default=data]/x ${tocsin.spool}
            """);
        assertThat(row("toy.pace")).isEqualTo("toy.pace 8 org.tocsin.toy.cfg:1");
        assertThat(row("toy.place")).contains("/data/x /spool ");
        given("TOCSIN_PAGERDUTY_URL", "9");
        assertThat(row("toy.pace")).isEqualTo("toy.pace 9 TOCSIN_PAGERDUTY_URL");

        write("org.tocsin.toy.cfg", "pace=$[secret:x]\n");
        assertThat(row("toy.pace")).startsWith("toy.pace (filled in by the agent) ");
        assertThat(run("check")).startsWith("remark: org.tocsin.toy.cfg: pace: only the agent");
        assertThat(exit).isZero();
    }

    @Test
    public void whatIsUnknownIsNamedWithTheNearestThatIsKnown() throws Exception {
        write("org.tocsin.toy.cfg", "pase = hush\npace=1\nqwertyuiop=1\nlane.a=1\n");
        write("org.tocsin.toi.cfg", "");
        write("com.example.nobody.cfg", "x=1\n");
        write("org.tocsin.toy.conf", "");
        write("org.tocsin.toy.config", "");
        write("notes.txt", "");
        given("TOCSIN_TOY_PASE", "hush");
        given("TOCSIN_QWERTY", "hush");

        isTold(
                "org.tocsin.toy.cfg: pase: there is no such key; correct or remove it, did you mean pace?"
                        + " (org.tocsin.toy.cfg:1)",
                "org.tocsin.toy.cfg: qwertyuiop: there is no such key; correct or remove it (org.tocsin.toy.cfg:3)",
                "org.tocsin.toi.cfg: no plugin here has this configuration; rename it, remove it, or bring its plugin,"
                        + " did you mean org.tocsin.toy.cfg?",
                "TOCSIN_TOY_PASE: no plugin here has a key for this variable; correct or unset it, did you mean"
                        + " TOCSIN_TOY_PACE?",
                "TOCSIN_QWERTY: no plugin here has a key for this variable; correct or unset it",
                "remark: com.example.nobody.cfg: nothing here describes its keys, so they are not checked",
                "remark: org.tocsin.toy.conf: is not read, only files that end with .cfg are",
                "remark: org.tocsin.toy.config: the agent reads it, and it is not checked here: write a .cfg file in"
                        + " its place");
        assertThat(run("check")).doesNotContain("hush", "lane.a", "notes");
    }

    @Test
    public void aVariableOverNothingHasNoEffectAndThatIsTold() throws Exception {
        write("org.tocsin.toy.cfg", "place=x\n");
        given("TOCSIN_TOY_PACE", "4");
        isTold("TOCSIN_TOY_PACE: has no effect, because org.tocsin.toy.cfg does not have pace: add the line 'pace =' to"
                + " it");
        Files.delete(etc.resolve("org.tocsin.toy.cfg"));
        isTold("TOCSIN_TOY_PACE: has no effect, because there is no org.tocsin.toy.cfg: make one with the line 'pace ='"
                + " to it");
    }

    @Test
    public void aStrangersTypesBoundsAndOptionsAreChecked() throws Exception {
        write("com.example.stranger-one.cfg", "count=6\nratio=half\nloud=very\nmode=idle\n.token=hush hush\n");
        isTold(
                "com.example.stranger-one.cfg: count: '6' is not in range, use a whole number from 1 to 5"
                        + " (com.example.stranger-one.cfg:1)",
                "com.example.stranger-one.cfg: ratio: 'half' is not a number, use a number"
                        + " (com.example.stranger-one.cfg:2)",
                "com.example.stranger-one.cfg: loud: 'very' is not a truth value, use true or false"
                        + " (com.example.stranger-one.cfg:3)",
                "com.example.stranger-one.cfg: mode: 'idle' is not known, use fast or slow"
                        + " (com.example.stranger-one.cfg:4)");
        assertThat(run("check") + run("show") + run("show", "--json")).doesNotContain("hush");
        write("com.example.stranger-one.cfg", "count=5\nratio=1\nloud=TRUE\nmode=slow\n");
        run("check");
        assertThat(exit).isZero();
    }

    @Test
    public void secretsAreNeverShown() throws Exception {
        write("org.tocsin.toy.cfg", "password = s3 cret\npace=x\n");

        String all = run("check") + run("check", "--json") + run("show") + run("show", "--json");

        assertThat(all).contains("'***' is not usable").doesNotContain("s3", "cret");
        assertThat(row("toy.password")).isEqualTo("toy.password *** org.tocsin.toy.cfg:1");
    }

    @Test
    public void aCheckThatFailsIsAnErrorAndQuotesNothing() throws Exception {
        write("org.tocsin.toy.cfg", "password=hush\nlane.boom=1\n");
        isTold("org.tocsin.toy.cfg: the plugin's own check org.tocsin.cli.offline.ToyCheck fails"
                + " (java.lang.IllegalStateException): report it to whoever made the plugin; its values are not"
                + " checked");
        assertThat(run("check")).doesNotContain("hush");
    }

    @Test
    public void hostileFilesAreNamedOneByOneAndKeepNothingElseFromBeingChecked() throws Exception {
        Files.write(etc.resolve("org.tocsin.toy.cfg"), new byte[] {'a', '=', '1', '\n', 'b', '=', (byte) 0xe4, '\n'});
        isTold("org.tocsin.toy.cfg: line 2 is not UTF-8, save the file in that encoding");

        write("org.tocsin.toy.cfg", "pace=1\npace = x\n");
        isTold(
                "org.tocsin.toy.cfg: pace: is there twice, in lines 1 and 2, and the last one counts: remove one",
                "org.tocsin.toy.cfg: pace: 'x' is not a number, use one from 1 to 9 (org.tocsin.toy.cfg:2)");

        write("org.tocsin.toy.cfg", "pace=\\u00zz\nplace=y\n");
        isTold("org.tocsin.toy.cfg: line 1 has a broken \\u escape, write the character itself");

        write("org.tocsin.toy.cfg", "pace=1\n\0\n");
        isTold("org.tocsin.toy.cfg: line 2 has a NUL character, which is no text: write the file anew");

        write("org.tocsin.toy.cfg", "pace=" + "1".repeat(1 << 20));
        isTold("org.tocsin.toy.cfg: is longer than 1048576 bytes, which is no configuration: shorten it");

        Files.delete(etc.resolve("org.tocsin.toy.cfg"));
        Files.createDirectory(etc.resolve("org.tocsin.toy.cfg"));
        isTold("org.tocsin.toy.cfg: is a directory, put a file in its place or remove it");
        assertThat(run("show")).contains("toy.pace");
    }

    @Test
    public void aFileThatMayNotBeReadIsNamed() throws Exception {
        Path file = etc.resolve("org.tocsin.toy.cfg");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assume.assumeFalse("root reads everything", Files.isReadable(file));

        isTold("org.tocsin.toy.cfg: cannot be read (AccessDeniedException), let the agent's user read it, or run this"
                + " as that user");
    }

    @Test
    public void aDirectoryThatMayNotBeReadIsNamedAndTheDistributionIsNotBlamed() throws Exception {
        assertThat(OfflineConfig.unreadable(new AccessDeniedException(etc.toString()), environment))
                .isEqualTo(etc + " may not be read by this user: run it as the agent's user");
        assertThat(OfflineConfig.unreadable(new FileSystemException(etc.toString(), null, "I/O error"), environment))
                .isEqualTo(
                        etc + " cannot be read (FileSystemException): look at its disk, or run it as the agent's user");
        assertThat(OfflineConfig.unreadable(
                        new FileSystemException(home.resolve("karaf").toString(), null, "I/O error"), environment))
                .endsWith(": unpack the distribution again");

        Path data = folder.newFolder("closed").toPath();
        assertThat(OfflineConfig.closed(data, directory -> false))
                .containsExactly(
                        data + ": this user may not look into it, so plugins in deploy/ are not checked: run it as"
                                + " the agent's user");
        assertThat(OfflineConfig.closed(data, directory -> true)).isEmpty();
        assertThat(OfflineConfig.closed(data.resolve("none"), directory -> false))
                .isEmpty();
    }

    @Test
    public void linesThatGoOnAreOneValue() throws Exception {
        write("org.tocsin.toy.cfg", "! remark\n  place = one, \\\n     two\n\npace:4\npassword a\\=b\r\n");
        assertThat(row("toy.place")).isEqualTo("toy.place one, two org.tocsin.toy.cfg:2");
        assertThat(row("toy.pace")).isEqualTo("toy.pace 4 org.tocsin.toy.cfg:5");
    }

    @Test
    public void aDamagedBundleInDeployIsNamed() throws Exception {
        Path deploy = Files.createDirectories(folder.getRoot().toPath().resolve("data/deploy"));
        Files.writeString(deploy.resolve("x.jar"), "no jar");
        isTold("x.jar: is no bundle, or a damaged one: bring it anew or remove it");
    }

    @Test
    public void aWrongCommandLineEndsWithTwo() throws Exception {
        for (String[] words : List.of(new String[] {}, new String[] {"chek"}, new String[] {"check", "x"})) {
            assertThatThrownBy(() -> run(words))
                    .isInstanceOfSatisfying(
                            OfflineException.class,
                            problem -> assertThat(problem.exit()).isEqualTo(2))
                    .hasMessageContaining("use check or show");
        }
        assertThat(run("--help")).startsWith("usage: tocsin config <check|show>");
    }

    @Test
    public void theLaunchersOwnVariablesAreChecked() throws Exception {
        given("TOCSIN_START_TIMEOUT", "soon");
        isTold("TOCSIN_START_TIMEOUT: 'soon' is not a number, use whole seconds such as 60");
        given("TOCSIN_START_TIMEOUT", "60");
        given("TOCSIN_CLASS_DATA", "yes");
        isTold("TOCSIN_CLASS_DATA: 'yes' is neither on nor off");
    }
}
