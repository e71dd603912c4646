// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The configurations of go-pdagent and pdagent, where they lie. */
public final class MigratedTest {

    private static final String SECRET = "abcdefghijklmnopqrstuvwxyz012345";
    private static final String PLUGINS = """
        <MetaData xmlns="http://www.osgi.org/xmlns/metatype/v1.2.0">
          <OCD id="http" name="H">
            <AD id="address" type="String" default="127.0.0.1:49463"/><AD id="secretFile" type="String" default=""/><AD id="plaintext" type="String" default=""/>
            <AD id="tls.certificate" type="String" default=""/>
          </OCD>
          <OCD id="pagerduty" name="P">
            <AD id="region" type="String" default="us">
              <Option label="u" value="us"/><Option label="e" value="eu"/>
            </AD>
            <AD id="sourceAddress" type="String" default=""/><AD id="proxy" type="String" default=""/>
          </OCD>
          <OCD id="heartbeat" name="B"><AD id="region" type="String" default="us"/></OCD>
          <OCD id="store" name="S"><AD id="keepDeliveredFor" type="String" default="P7D"/></OCD>
          <Designate pid="org.tocsin.http"><Object ocdref="http"/></Designate>
          <Designate pid="org.tocsin.pagerduty"><Object ocdref="pagerduty"/></Designate>
          <Designate pid="org.tocsin.heartbeat"><Object ocdref="heartbeat"/></Designate>
          <Designate pid="org.tocsin.queue.derby"><Object ocdref="store"/></Designate>
        </MetaData>
        """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, String> environment = new HashMap<>();
    private Path etc;
    private Path data;
    private Path legacy;
    private Path user;

    @Before
    public void unpack() throws IOException {
        Path home = folder.newFolder("home").toPath();
        etc = folder.newFolder("etc").toPath();
        data = folder.newFolder("data").toPath();
        legacy = folder.newFolder("legacy").toPath();
        user = folder.newFolder("user").toPath();
        Files.createDirectory(legacy.resolve("pdagent"));
        Path system = Files.createDirectories(home.resolve("karaf/system"));
        Files.createDirectories(home.resolve("etc"));
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(system.resolve("all-1.jar")))) {
            jar.putNextEntry(new ZipEntry("OSGI-INF/metatype/all.xml"));
            jar.write(PLUGINS.getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }
        environment.putAll(Map.of(
                "TOCSIN_HOME", home.toString(),
                "TOCSIN_ETC", etc.toString(),
                "TOCSIN_DATA", data.toString(),
                "TOCSIN_ADDRESS", "127.0.0.1:49463",
                "TOCSIN_SECRET_FILE", data.resolve("secret").toString(),
                "TOCSIN_LEGACY_ETC", legacy.toString(),
                "HOME", user.toString()));
        ours("http", """
            address = $[env:TOCSIN_ADDRESS;default=127.0.0.1:49463]
            secretFile = $[env:TOCSIN_SECRET_FILE;default=]
            """);
        ours("pagerduty", "region = us\nsourceAddress =\nproxy =\n");
        ours("queue.derby", "keepDeliveredFor = P7D\n");
    }

    private void ours(String plugin, String text) throws IOException {
        Files.writeString(etc.resolve("org.tocsin." + plugin + ".cfg"), text);
    }

    private Path theirs(String name, String text) throws IOException {
        Path file = legacy.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test
    public void aReloadSaysWhatOfThemIsNotInEffectBeforeTheNextStart() throws Exception {
        Path config = theirs("pdagent/config.yaml", "region: eu\n");
        Path conf = theirs("pdagent.conf", "[Main]\nsource_address = 127.0.0.1\n");
        seen();
        run("migrate");
        assertThat(run("reload")).isEqualTo("tocsin: reload: what changed is in effect; " + checked(2, "all is well"));

        theirs("pdagent/config.yaml", "region: us\n");
        assertThat(run("reload"))
                .isEqualTo("tocsin: reload: what changed is in effect, but " + config
                        + " is read at a start only: restart the agent; " + checked(2, "all is well"));

        Files.delete(conf);
        ours("pagerduty", "region = mars\n");
        seen();
        assertThat(run("reload"))
                .isEqualTo("tocsin: reload: what is wrong is not in effect, what else changed is, but " + config + ", "
                        + conf + " are read at a start only: restart the agent; " + checked(1, "1 error"));
    }

    /** Their files, and ours, of which none is so young that the agent may not have seen it. */
    private String checked(int theirs, String result) throws IOException {
        try (Stream<Path> ours = Files.list(etc)) {
            return (theirs + ours.count()) + " files checked: " + result + '\n';
        }
    }

    private void seen() throws IOException {
        try (Stream<Path> ours = Files.list(etc)) {
            for (Path file : ours.toList()) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            }
        }
    }

    private String run(String word) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OfflineConfig.run(List.of(word), environment, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
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
    public void whatOthersReachedInTheClearTheyStillDoAndItIsTold() throws Exception {
        environment.remove("TOCSIN_ADDRESS");
        ours("http", "address = $[env:TOCSIN_ADDRESS;default=127.0.0.1:49463]\nplaintext =\n");
        Path file = theirs("pdagent/config.yaml", "address: 0.0.0.0:7000\n");

        assertThat(row("http.plaintext")).isEqualTo("http.plaintext allow " + file + ":1");
        assertThat(run("check")).contains(file + ":1: address: other machines can reach 0.0.0.0:7000");

        Files.writeString(file, "address: 127.0.0.1:7000\n");
        assertThat(row("http.plaintext")).isEqualTo("http.plaintext - org.tocsin.http.cfg:2");
        assertThat(run("check")).doesNotContain("other machines");
    }

    @Test
    public void aFileThatIsNamedIsReadInThePlaceOfThoseThatLieThere() throws Exception {
        theirs("pdagent/config.yaml", "region: us\naddress: 127.0.0.1:7000\n");
        Path named = theirs("mine.conf", "region = eu\n");
        environment.put("TOCSIN_LEGACY_CONFIG", named.toString());
        environment.put("TOCSIN_GIVEN", "TOCSIN_LEGACY_CONFIG");

        assertThat(row("pagerduty.region")).isEqualTo("pagerduty.region eu " + named + ":1");
        assertThat(run("check")).contains("all is well").doesNotContain("7000");
        run("migrate");
        assertThat(data.resolve("migrated/values"))
                .content()
                .doesNotContain("7000")
                .contains("REGION eu\n");
    }

    @Test
    public void anAddressOrTokenFileThatTheCallerSaysNeedsNoLineInTheFile() throws Exception {
        ours("http", "plaintext =\n");
        environment.put("TOCSIN_GIVEN", "TOCSIN_ADDRESS TOCSIN_SECRET_FILE");
        environment.put("TOCSIN_ADDRESS", "127.0.0.1:7001");

        assertThat(run("check")).contains("all is well");
        assertThat(row("http.address")).isEqualTo("http.address 127.0.0.1:7001 TOCSIN_ADDRESS");
        assertThat(row("http.secretFile"))
                .isEqualTo("http.secretFile " + data.resolve("secret") + " TOCSIN_SECRET_FILE");
    }

    @Test
    public void whatOthersReachedInTheClearAllowsNothingOfOurs() throws Exception {
        Path file = theirs("pdagent/config.yaml", "address: 0.0.0.0:7000\n");
        String silent = "address = $[env:TOCSIN_ADDRESS;default=127.0.0.1:49463]\nplaintext =\ntls.certificate =\n";
        environment.put("TOCSIN_GIVEN", "TOCSIN_ADDRESS");
        environment.put("TOCSIN_ADDRESS", "192.0.2.7:49463");
        closed(silent);
        environment.remove("TOCSIN_GIVEN");
        environment.remove("TOCSIN_ADDRESS");
        closed("address = 192.0.2.7:49463\nplaintext =\ntls.certificate =\n");
        closed(silent.replace("plaintext =", "plaintext = refuse"));
        closed(silent.replace("certificate =", "certificate = /c.pem"));
        environment.put("TOCSIN_GIVEN", "TOCSIN_HTTP_PLAINTEXT");
        environment.put("TOCSIN_HTTP_PLAINTEXT", "refuse");
        closed(silent);
        environment.remove("TOCSIN_GIVEN");
        environment.remove("TOCSIN_HTTP_PLAINTEXT");

        ours("http", silent);
        assertThat(run("check")).contains(file + ":1: address: other machines can reach");
        run("migrate");
        assertThat(data.resolve("migrated/values"))
                .hasContent("TOCSIN_ADDRESS 0.0.0.0:7000\nTOCSIN_HTTP_PLAINTEXT allow\n");
    }

    private void closed(String http) throws Exception {
        ours("http", http);
        assertThat(row("http.plaintext")).as(http).doesNotContain("allow");
        assertThat(run("check")).as(http).doesNotContain("other machines can reach");
        run("migrate");
        assertThat(Files.readString(data.resolve("migrated/values"))).as(http).doesNotContain("PLAINTEXT");
    }

    @Test
    public void allFormatsOfGoPdagentSayTheSame() throws Exception {
        Map<String, String> formats = Map.of(
                "yaml", "# made by init\naddress: \"127.0.0.1:7000\"\nregion: eu\nsecret: " + SECRET + "\n",
                "yml", "address: 127.0.0.1:7000\nregion: 'eu'\nsecret: " + SECRET + " # ours\n",
                "json", "{\n\"address\":\"127.0.0.1:7000\",\n\"region\":\"eu\",\"secret\":\"" + SECRET + "\"}",
                "toml", "address = \"127.0.0.1:7000\" # here\nregion='eu'\nsecret = \"" + SECRET + "\"\n",
                "properties", "address=127.0.0.1\\:7000\nregion : eu\nsecret " + SECRET + "\n",
                "ini", "; a comment\naddress = 127.0.0.1:7000\n[default]\nregion = eu ; here\nsecret=" + SECRET + "\n",
                "env", "export ADDRESS=127.0.0.1:7000\nREGION=\"eu\"\nSECRET='" + SECRET + "'\n",
                "hcl", "// a comment\naddress = \"127.0.0.1:7000\"\nregion = \"eu\"\nsecret = \"" + SECRET + "\"\n");
        for (Map.Entry<String, String> format : formats.entrySet()) {
            Path file = theirs("pdagent/config." + format.getKey(), format.getValue());
            assertThat(row("http.address")).as(format.getKey()).startsWith("http.address 127.0.0.1:7000 " + file + ":");
            assertThat(row("pagerduty.region")).as(format.getKey()).startsWith("pagerduty.region eu " + file + ":");
            assertThat(row("http.secretFile"))
                    .as(format.getKey())
                    .startsWith("http.secretFile " + data.resolve("migrated/secret") + ' ' + file + ":");
            assertThat(run("check")).as(format.getKey()).isEqualTo("4 files checked: all is well\n");
            Files.delete(file);
        }
        assertThat(row("pagerduty.region")).isEqualTo("pagerduty.region us org.tocsin.pagerduty.cfg:1");
    }

    @Test
    public void theyCountBelowFlagsVariablesAndOurFiles() throws Exception {
        Path file = theirs("pdagent/config.yaml", "address: 127.0.0.1:7000\nregion: eu\n");
        assertThat(row("pagerduty.region")).isEqualTo("pagerduty.region eu " + file + ":2");
        ours("pagerduty", "region =  EU\nsourceAddress =\n");
        assertThat(row("pagerduty.region")).isEqualTo("pagerduty.region EU org.tocsin.pagerduty.cfg:1");
        ours("pagerduty", "region = us\nsourceAddress =\n");
        environment.put("TOCSIN_GIVEN", "TOCSIN_PAGERDUTY_REGION TOCSIN_ADDRESS");
        environment.put("TOCSIN_PAGERDUTY_REGION", "us");
        assertThat(row("pagerduty.region")).isEqualTo("pagerduty.region us TOCSIN_PAGERDUTY_REGION");
        assertThat(row("http.address")).isEqualTo("http.address 127.0.0.1:49463 TOCSIN_ADDRESS");
        environment.remove("TOCSIN_GIVEN");
        ours("http", "address = 127.0.0.1:49463\nsecretFile = /s\n");
        assertThat(row("http.address")).isEqualTo("http.address 127.0.0.1:49463 org.tocsin.http.cfg:1");
    }

    @Test
    public void theFirstFileThatIsFoundCounts() throws Exception {
        Files.createDirectory(user.resolve(".pdagent"));
        Path second = Files.writeString(user.resolve(".pdagent/config.yaml"), "region: eu\n");
        assertThat(row("pagerduty.region")).isEqualTo("pagerduty.region eu " + second + ":1");
        Path first = theirs("pdagent/config.yaml", "address: ':7001'\n");
        assertThat(row("pagerduty.region")).isEqualTo("pagerduty.region us org.tocsin.pagerduty.cfg:1");
        assertThat(row("http.address")).isEqualTo("http.address 0.0.0.0:7001 " + first + ":1");
        assertThat(run("check")).contains("remark: " + second + ": is not read, because " + first + " is there");
    }

    @Test
    public void pdagentsConfIsMappedAndWhatIsNotNeededIsSaid() throws Exception {
        Path conf = theirs("pdagent.conf", """
            [Main]
            send_interval_secs: 10
            cleanup_interval_secs = 10800
            cleanup_threshold_secs = 86400
            backoff_interval_secs = 60
            retry_limit_for_possible_errors = 60
            source_address = 192.0.2.7
            """);
        assertThat(row("pagerduty.sourceAddress")).isEqualTo("pagerduty.sourceAddress 192.0.2.7 " + conf + ":7");
        assertThat(row("queue.derby.keepDeliveredFor"))
                .isEqualTo("queue.derby.keepDeliveredFor PT86400S " + conf + ":4");
        assertThat(run("check"))
                .contains("remark: " + conf + ":2: send_interval_secs: is not needed")
                .contains("remark: " + conf + ":6: retry_limit_for_possible_errors: is not needed")
                .endsWith("4 files checked: all is well\n");
        theirs("pdagent.conf", "[Main]\ncleanup_threshold_secs = a week\nsend_intervall_secs = 3\n");
        assertThat(run("check"))
                .contains(conf + ":2: cleanup_threshold_secs: 'a week' is not a number of seconds; it is not used")
                .contains("remark: " + conf
                        + ":3: main.send_intervall_secs: there is no such key, it is not used, did you"
                        + " mean main.send_interval_secs?")
                .contains("1 error");
        assertThat(row("queue.derby.keepDeliveredFor"))
                .isEqualTo("queue.derby.keepDeliveredFor P7D org.tocsin.queue.derby.cfg:1");
    }

    @Test
    public void whatIsWrongIsNamedAndNotUsed() throws Exception {
        Path file = theirs("pdagent/config.yaml", """
            region: mars
            regoin: eu
            address: [a, b]
            secret: short
            database: /var/db/pdagent/pdagent.db
            pidfile: /p
            """);
        environment.put("REGION", "eu");
        assertThat(run("check"))
                .contains("org.tocsin.pagerduty.cfg: region: 'mars' is not known, use us or eu (" + file + ":1)")
                .contains("remark: " + file + ":2: regoin: there is no such key, it is not used, did you mean region?")
                .contains(file + ":3: address: is no single text")
                .contains(file + ":4: secret: is no token that can be used")
                .contains("remark: " + file + ":5: database: what waits in /var/db/pdagent/pdagent.db cannot be read")
                .contains("remark: the variable REGION is not read")
                .doesNotContain("short")
                .endsWith("4 files checked: 3 errors\n");
        assertThat(row("pagerduty.region")).isEqualTo("pagerduty.region us org.tocsin.pagerduty.cfg:1");
        for (Map.Entry<String, String> hostile : Map.of(
                        "secret: \"" + SECRET + "\n",
                        "line 2 is no YAML or JSON",
                        "- a\n",
                        "is no list of keys and values",
                        "a: &x [*x, *x]\nregion: {\n",
                        "line 3 is no YAML or JSON",
                        "x".repeat(1 << 21),
                        "is longer than")
                .entrySet()) {
            theirs("pdagent/config.yaml", hostile.getKey());
            assertThat(run("check")).contains(file + ": " + hostile.getValue()).doesNotContain(SECRET);
        }
    }

    @Test
    public void theLauncherGetsWhatIsInEffectAndTheTokenInAFileOfItsOwn() throws Exception {
        Path file = theirs("pdagent/config.yaml", "address: 127.0.0.1:7000\nregion: eu\nsecret: " + SECRET + "\n");
        environment.put("TOCSIN_GIVEN", "TOCSIN_PAGERDUTY_REGION");
        environment.put("TOCSIN_PAGERDUTY_REGION", "us");
        run("migrate");
        Path secret = data.resolve("migrated/secret");
        assertThat(data.resolve("migrated/values"))
                .hasContent("TOCSIN_ADDRESS 127.0.0.1:7000\nTOCSIN_SECRET_FILE " + secret + "\n");
        assertThat(secret).hasContent(SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret.getParent())))
                .isEqualTo("rwx------");
        assertThat(run("show") + run("check")).doesNotContain(SECRET);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("check"))
                .contains("remark: " + file + ":3: secret: everybody on this host can read it: chmod o-r " + file);
        theirs("pdagent/config.yaml", "region: mars\n");
        environment.remove("TOCSIN_GIVEN");
        run("migrate");
        assertThat(data.resolve("migrated/values")).isEmptyFile();
        assertThat(secret).doesNotExist();
    }

    @Test
    public void theHeartbeatGoesToTheRegionOfTheEvents() throws Exception {
        ours("heartbeat", "region = us\n");
        Path file = theirs("pdagent/config.yaml", "region: eu\n");
        assertThat(row("heartbeat.region")).isEqualTo("heartbeat.region eu " + file + ":1");
        run("migrate");
        assertThat(data.resolve("migrated/values"))
                .hasContent("TOCSIN_HEARTBEAT_REGION eu\nTOCSIN_PAGERDUTY_REGION eu\n");
    }

    @Test
    public void aTokenThatWasRotatedIsNotUndoneByTheNextStart() throws Exception {
        theirs("pdagent/config.yaml", "secret: " + SECRET + "\n");
        run("migrate");
        Path secret = data.resolve("migrated/secret");
        assertThat(secret).hasContent(SECRET);

        Files.writeString(secret, "the-rotated-one-0123");
        run("migrate");
        assertThat(secret).hasContent("the-rotated-one-0123");
        Path imported = data.resolve("migrated/imported");
        assertThat(Files.readString(imported)).doesNotContain(SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(imported)))
                .isEqualTo("rw-------");

        theirs("pdagent/config.yaml", "secret: another-" + SECRET + "\n");
        run("migrate");
        assertThat(secret).as("somebody wants that one now").hasContent("another-" + SECRET);
        Files.delete(secret);
        run("migrate");
        assertThat(secret).hasContent("another-" + SECRET);
    }

    @Test
    public void aPasswordInAUrlIsNotShown() throws Exception {
        ours("pagerduty", "region = us\nproxy = http://u:hunter2@h:1\n");
        assertThat(row("pagerduty.proxy")).isEqualTo("pagerduty.proxy http://***@h:1 org.tocsin.pagerduty.cfg:2");
    }
}
