// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.RouteControl.RouteInfo;
import org.tocsin.sandbox.Received;

/** The examples, dropped into {@code deploy/} as their READMEs say. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ExtensionsTest {

    @Rule
    public final House house = new House();

    @Inject
    private EventQueue queue;

    private final String key = Traffic.newKey();
    private Neighbours neighbours;

    @Configuration
    public static Option[] configuration() throws IOException {
        return Container.of(ExtensionsTest.class)
                .deliveringTo(Outside.sandbox().url())
                .options();
    }

    @Before
    public void begin() {
        house.awaitReady();
        neighbours = new Neighbours(house.context());
    }

    @After
    public void end() throws IOException {
        try (Stream<Path> files = Files.list(house.deploy())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        House.until("the end of what was dropped in")
                .until(() -> Stream.of(house.context().getBundles())
                        .noneMatch(bundle -> bundle.getLocation().contains("/deploy/")));
        neighbours.close();
        neighbours.mustBeUntouched();
        house.awaitReady();
        assertThat(house.log()).noneMatch(line -> line.contains(key));
    }

    @Test
    public void aBundleThatNestsACamelComponentComesIsUpgradedAndLeavesNoClassLoader() throws Exception {
        keyFile("org.example.load.key");
        Path jar = Example.jar("component", "load");
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        int version = 0;
        for (; version < 3; version++) {
            String owner = "org.example.load/1.0." + version;
            Example.put(Example.nesting(jar, "1.0." + version), house.deploy().resolve("load.jar"));
            house.awaitRoute("org.example.load.check", owner, "Started");
            // made by the component and the type converter of the bundle
            int arrivals = version + 1;
            House.until("event " + arrivals).until(() -> arrived().size() == arrivals);
            Bundle bundle = house.bundle("org.example.load");
            assertThat(bundle.getEntry("org/example/load/LoadComponent.class")).isNull();
            loaders.add(new WeakReference<>(
                    Objects.requireNonNull(bundle.adapt(BundleWiring.class)).getClassLoader()));
        }

        Files.delete(house.deploy().resolve("load.jar"));
        house.awaitNoRoute("org.example.load.check");

        House.until("the end of its class loaders")
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    System.gc();
                    assertThat(loaders).allMatch(loader -> loader.refersTo(null));
                });
    }

    @Test
    public void anAdapterMakesEventsOfWhatIsPostedAndItsHighestVersionHasTheName() throws Exception {
        keyFile("org.example.mdadm.key");
        Path jar = Example.jar("adapter", "mdadm");
        assertThat(post("/integrations/mdadm", "Fail /dev/md0 /dev/sdb1"))
                .startsWith("404 {\"errors\":[\"adapter: there is no mdadm");
        Path newer =
                Example.put(Example.inVersion(jar, "1.10.0"), house.deploy().resolve("newer.jar"));
        house.awaitRoute("org.example.mdadm.adapt", "org.example.mdadm/1.10.0", "Started");
        Example.put(Example.inVersion(jar, "1.9.0"), house.deploy().resolve("older.jar"));
        house.awaitRoute("org.example.mdadm.adapt", "org.example.mdadm/1.9.0", "Waiting");

        assertThat(post("/integrations/mdadm?dry-run=true", "Fail /dev/md0 /dev/sdb1"))
                .startsWith("200 {\"events\":[{\"channel\":\"pagerduty\"")
                .contains("Fail on /dev/md0 of ");
        Path told = Files.writeString(house.data().resolve("told.txt"), "TestMessage /dev/md7");
        assertThat(house.shell("tocsin:adapter-translate mdadm " + told))
                .startsWith("channel pagerduty  lane pd-")
                .contains("TestMessage on /dev/md7 of ");
        assertThat(house.shell("tocsin:adapter-list"))
                .contains("mdadm", "org.example.mdadm.adapt", "org.example.mdadm/1.10.0")
                .doesNotContain("1.9.0");
        assertThat(post("/integrations/mdadm", "RebuildStarted /dev/md0")).isEqualTo("200 {\"events\":[]}");
        assertThat(post("/integrations/mdadm", "Fail"))
                .isEqualTo("400 {\"errors\":[\"line: has 1 words, give what mdadm gives: EVENT ARRAY [DISK]\"]}");
        assertThat(post("/integrations/mdadm", "Fail /dev/md0 /dev/sdb1\nRebuildFinished /dev/md0"))
                .startsWith("202 ");
        House.until("both events").until(() -> arrived().size() == 2);

        Files.delete(newer);
        house.awaitRoute("org.example.mdadm.adapt", "org.example.mdadm/1.9.0", "Started");
        assertThat(post("/integrations/mdadm", "TestMessage /dev/md0")).startsWith("202 ");
        House.until("three events").until(() -> arrived().size() == 3);
        assertThat(arrived()).extracting(Received::action).containsExactly("trigger", "resolve", "trigger");
    }

    @Test
    public void aChannelDeliversAndItsHighestVersionHasTheName() throws Exception {
        Path jar = Example.jar("channel", "notebook");
        Path notes = house.data().resolve("notebook/minutes.txt");
        Path newer = Example.put(Example.inVersion(jar, "2.0.0"), house.deploy().resolve("newer.jar"));
        house.awaitRoute("org.example.notebook.deliver", "org.example.notebook/2.0.0", "Started");
        Example.put(Example.inVersion(jar, "1.0.0"), house.deploy().resolve("older.jar"));
        house.awaitRoute("org.example.notebook.deliver", "org.example.notebook/1.0.0", "Waiting");
        note("first");
        House.until("the first line").until(() -> lines(notes).size() == 1);

        Files.delete(newer);
        house.awaitRoute("org.example.notebook.deliver", "org.example.notebook/1.0.0", "Started");
        note("second");

        House.until("the second line").until(() -> lines(notes).size() == 2);
        assertThat(lines(notes))
                .extracting(line -> line.replaceAll("[0-9]+ ", ""))
                .containsExactly("first", "second");
    }

    @Test
    public void aFileInYamlIsALiveRouteAndABrokenOneHarmsNobody() throws Exception {
        keyFile("backup.key");
        String text = Example.yaml("backup.camel.yaml");
        Path file = house.deploy().resolve("backup.camel.yaml");
        Path drops = house.data().resolve("backup");
        Example.put(text.getBytes(StandardCharsets.UTF_8), file);
        house.awaitRoute("backup.failed", "deploy/backup.camel.yaml", "Started");
        Files.createFile(drops.resolve("failed"));
        House.until("the trigger").until(() -> arrived().size() == 1);
        House.until("the end of the dropped file").until(() -> Files.notExists(drops.resolve("failed")));

        Example.put(text.replace("fileName: done", "filName: done").getBytes(StandardCharsets.UTF_8), file);
        house.awaitRoute("backup.camel.yaml", "deploy/backup.camel.yaml", "Waiting");
        String problem =
                "TOCSIN-ENGINE-013 deploy/backup.camel.yaml: line 23: file has no option filName, correct its name;"
                        + " what it was before goes on";
        assertThat(house.routes("backup.camel.yaml"))
                .extracting(RouteInfo::text)
                .containsExactly(problem);
        assertThat(house.shell("tocsin:route-list")).contains("TOCSIN-ENGINE-013");
        assertThat(house.health("engine"))
                .returns(State.DEGRADED, health -> health.state())
                .extracting(health -> health.text())
                .asString()
                .contains(problem);
        assertThat(house.log()).anyMatch(line -> line.contains(" ERROR ") && line.contains(problem));
        Files.createFile(drops.resolve("done"));
        House.until("the resolve of what goes on").until(() -> arrived().size() == 2);

        Example.put(text.replace("id: backup.done", "id: backup.over").getBytes(StandardCharsets.UTF_8), file);
        house.awaitRoute("backup.over", "deploy/backup.camel.yaml", "Started");
        assertThat(house.routes("backup.done")).isEmpty();
        house.awaitReady();

        Files.delete(file);
        house.awaitNoRoute("backup.over");
        house.awaitNoRoute("backup.failed");
        assertThat(arrived()).extracting(Received::action).containsExactly("trigger", "resolve");
    }

    private List<Received> arrived() {
        return Traffic.arrived(key);
    }

    private void keyFile(String name) throws IOException {
        Files.writeString(house.etc().resolve(name), key + "\n");
    }

    private void note(String text) throws Exception {
        queue.accept(new Event(new Lane("notebook", "minutes"), "line", Body.of(text), null))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Status and body. */
    private static String post(String path, String text) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://" + System.getenv("TOCSIN_ADDRESS") + path)
                        .toURL()
                        .openConnection();
        connection.setRequestProperty(
                "Authorization",
                "token "
                        + Files.readString(Path.of(System.getenv("TOCSIN_SECRET_FILE")))
                                .strip());
        connection.setDoOutput(true);
        connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return status + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
