// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
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
import org.tocsin.api.HealthPart;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginStatus;
import org.tocsin.api.PluginStatus.Origin;
import org.tocsin.api.PluginStatus.State;

/** What the file of the plugins names comes, waits visibly, is exchanged and goes; and nobody else is touched. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PluginsTest {

    private static final String FILE = "org.tocsin.plugins.cfg";

    @Rule
    public final House house = new House();

    @Inject
    private FeaturesService features;

    private Neighbours neighbours;
    private String shipped;
    private Path work;

    @Configuration
    public static Option[] configuration() throws IOException {
        return Container.of(PluginsTest.class)
                .deliveringTo(Outside.sandbox().url())
                .options();
    }

    @Before
    public void begin() throws IOException {
        house.awaitReady();
        shipped = Files.readString(house.etc().resolve(FILE));
        work = Files.createTempDirectory(house.data(), "features");
        neighbours = new Neighbours(house.context());
    }

    @After
    public void end() throws Exception {
        try (Stream<Path> files = Files.list(house.deploy())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        name("");
        House.until("the end of the guests")
                .until(() -> Stream.of(house.context().getBundles())
                        .noneMatch(bundle -> bundle.getSymbolicName().startsWith("org.example.")));
        house.awaitReady();
        neighbours.close();
        neighbours.mustBeUntouched();
    }

    @Test
    public void aNamedFeatureComesWithItsRepositoryAndGoesWithItsName() throws Exception {
        name("guest-a, tocsin-http");
        awaitPlugin("guest-a", State.WAITING, "no repository offers it");
        assertThat(plugin("tocsin-http"))
                .returns(Origin.PRODUCT, PluginStatus::origin)
                .returns(State.ACTIVE, PluginStatus::state);
        assertThat(house.health("plugins"))
                .returns(HealthPart.State.DEGRADED, HealthPart.Health::state)
                .extracting(HealthPart.Health::text)
                .asString()
                .contains("guest-a waits: no repository offers it");

        offer("one", feature("guest-a", "1.0.0", guest("a", "1.0.0")));

        awaitPlugin("guest-a", State.ACTIVE, "");
        house.awaitRoute("example.a", "org.example.a/1.0.0", "Started");
        assertThat(plugin("guest-a"))
                .isEqualTo(new PluginStatus("guest-a", "1.0.0", Origin.CONFIGURATION, true, true, State.ACTIVE, ""));
        assertThat(house.health("plugins").text()).isEqualTo("guest-a, tocsin-http");

        name("");
        house.awaitNoRoute("example.a");
        House.until("guest-a to be gone")
                .until(() -> house.bundles("org.example.a").isEmpty());
        assertThat(house.health("plugins").state()).isEqualTo(HealthPart.State.READY);
    }

    @Test
    public void aVersionIsExchangedPinnedAndKeptWhenAnotherDoesNotResolve() throws Exception {
        offer(
                "versions",
                feature("guest-b", "1.0.0", guest("b", "1.0.0")),
                feature("guest-b", "1.1.0", guest("b", "1.1.0")));
        name("guest-b");
        house.awaitRoute("example.b", "org.example.b/1.1.0", "Started");

        name("guest-b/1.0.0");
        house.awaitRoute("example.b", "org.example.b/1.0.0", "Started");
        assertThat(house.bundles("org.example.b")).hasSize(1);

        name("guest-b/3.0.0");
        awaitPlugin("guest-b", State.WAITING, "is offered only in version 1.0.0, 1.1.0, not in 3.0.0");
        house.awaitRoute("example.b", "org.example.b/1.0.0", "Started");

        Guest broken = guest("b", "3.0.0").needs("org.example.missing");
        offer("later", feature("guest-b", "3.0.0", broken));
        awaitPlugin("guest-b", State.WAITING, "org.example.missing");
        awaitPlugin("guest-b", State.WAITING, "version 1.0.0 stays until then");
        house.awaitRoute("example.b", "org.example.b/1.0.0", "Started");
    }

    @Test
    public void whatDoesNotResolveWaitsWithItsReasonAndTheOthersCome() throws Exception {
        offer(
                "mixed",
                feature("guest-c", "1.0.0", guest("c", "1.0.0").needs("org.example.missing")),
                feature("guest-d", "1.0.0", guest("d", "1.0.0")),
                "<feature name='guest-e' version='1.0.0'><bundle>file:/nowhere/e.jar</bundle></feature>");
        name("guest-c, guest-d, guest-e, no such name");

        awaitPlugin("guest-c", State.WAITING, "org.example.missing");
        awaitPlugin("guest-e", State.WAITING, "/nowhere/e.jar");
        awaitPlugin("guest-d", State.ACTIVE, "");
        awaitPlugin("?", State.WAITING, "'no such name' is not the name of a feature");
        assertThat(house.health("plugins").text()).contains("guest-c waits: ", "guest-e waits: ", "'no such name'");
        assertThat(house.log())
                .anyMatch(line -> line.contains("TOCSIN-PLUGINS-001 " + FILE + ": features: 'no such name' is not"))
                .anyMatch(line -> line.contains("TOCSIN-PLUGINS-002 guest-c waits: "));
        assertThat(house.shell("tocsin:plugin-list"))
                .contains("guest-c", "WAITING", "org.example.missing", "tocsin-http");
    }

    @Test
    public void whatSomebodyElseInstalledStaysAndIsTold() throws Exception {
        offer("by-hand", feature("guest-f", "1.0.0", guest("f", "1.0.0")));
        features.installFeature("guest-f", EnumSet.noneOf(FeaturesService.Option.class));
        awaitPlugin("guest-f", State.ACTIVE, "goes with the bundle cache");
        assertThat(plugin("guest-f"))
                .returns(Origin.SHELL, PluginStatus::origin)
                .returns(false, PluginStatus::wanted);

        name("guest-f");
        House.until("guest-f to be wanted").until(() -> plugin("guest-f").wanted());
        name("");
        House.until("guest-f not to be wanted").until(() -> !plugin("guest-f").wanted());
        assertThat(plugin("guest-f").present()).isTrue();

        features.uninstallFeature("guest-f", EnumSet.noneOf(FeaturesService.Option.class));
        assertThat(rows("guest-f")).isEmpty();
    }

    @Test
    public void aWantedFeatureThatSomebodyTakesOutComesBack() throws Exception {
        offer("stubborn", feature("guest-g", "1.0.0", guest("g", "1.0.0")));
        name("guest-g");
        awaitPlugin("guest-g", State.ACTIVE, "");

        features.uninstallFeature("guest-g", EnumSet.noneOf(FeaturesService.Option.class));

        house.awaitRoute("example.g", "org.example.g/1.0.0", "Started");
    }

    @Test
    public void whatLiesInDeployIsInTheTableAndWhatDoesNotFitIsNamed() throws Exception {
        guest("h", "1.0.0").dropInto(house.deploy(), "h.jar");
        guest("i", "1.0.0").needs("org.example.missing").dropInto(house.deploy(), "i.jar");
        Files.writeString(house.deploy().resolve("torn.jar"), "no jar");
        offerInDeploy(
                "offer.xml",
                feature("guest-j", "1.0.0", guest("j", "1.0.0")),
                feature("guest-k", "1.0.0", guest("k", "1.0.0")).replaceFirst("name=", "install='manual' name="));

        awaitPlugin("org.example.h", State.ACTIVE, "");
        assertThat(plugin("org.example.h")).returns(Origin.DEPLOY, PluginStatus::origin);
        awaitPlugin("org.example.i", State.WAITING, "org.example.missing");
        awaitPlugin("torn.jar", State.WAITING, "nothing has come of this file");
        awaitPlugin("guest-j", State.ACTIVE, "");
        assertThat(plugin("guest-j"))
                .returns(Origin.DEPLOY, PluginStatus::origin)
                .returns(true, PluginStatus::wanted);
        awaitPlugin("guest-k", State.AVAILABLE, "");
        assertThat(house.health("plugins"))
                .returns(HealthPart.State.DEGRADED, HealthPart.Health::state)
                .extracting(HealthPart.Health::text)
                .asString()
                .contains("org.example.i in deploy/");

        // named and named no longer: the one that lies in deploy/ anyway stays
        name("guest-j, guest-k");
        awaitPlugin("guest-k", State.ACTIVE, "");
        name("");
        awaitPlugin("guest-k", State.AVAILABLE, "");
        assertThat(plugin("guest-j")).returns(State.ACTIVE, PluginStatus::state);
    }

    // ---- what is offered and named

    private static Guest guest(String letter, String version) {
        return Guest.called("org.example." + letter, version, "example." + letter);
    }

    private String feature(String name, String version, Guest guest) throws IOException {
        Path jar = guest.dropInto(work, guest.name() + '-' + guest.version() + ".jar");
        return "<feature name='" + name + "' version='" + version + "'><bundle>" + jar.toUri() + "</bundle></feature>";
    }

    private void offer(String name, String... parts) throws Exception {
        features.addRepository(repository(work.resolve(name + ".xml"), parts).toUri());
    }

    private void offerInDeploy(String file, String... parts) throws IOException {
        Path draft = repository(work.resolve(file), parts);
        Files.move(draft, house.deploy().resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path repository(Path file, String... parts) throws IOException {
        return Files.writeString(
                file,
                "<features name='" + file.getFileName() + "' xmlns='http://karaf.apache.org/xmlns/features/v1.6.0'>"
                        + String.join("", parts) + "</features>");
    }

    private void name(String names) throws IOException {
        Files.writeString(
                house.etc().resolve(FILE),
                names.isEmpty() ? shipped : shipped.replaceFirst("(?m)^features =$", "features = " + names));
    }

    // ---- what is told

    /** All rows with this name, of which there should be one. */
    private List<PluginStatus> rows(String name) {
        return house.service(PluginControl.class).plugins().stream()
                .filter(plugin -> plugin.name().equals(name))
                .toList();
    }

    private PluginStatus plugin(String name) {
        List<PluginStatus> rows = rows(name);
        assertThat(rows).as("rows of " + name).hasSize(1);
        return rows.get(0);
    }

    private void awaitPlugin(String name, State state, String text) {
        House.until(name + " to be " + state + " with " + text)
                .untilAsserted(() -> assertThat(plugin(name))
                        .returns(state, PluginStatus::state)
                        .extracting(PluginStatus::text)
                        .asString()
                        .contains(text));
    }
}
