// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.RouteControl.RouteInfo;

/**
 * The folder {@code deploy/}, while events are accepted all the time: none may be lost, and no bundle but the one that
 * is dropped in may be touched.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeployTest {

    private static final int SOME = 30;
    private static final Guest FIRST = Guest.called("org.example.first", "1.0.0", "example.shared");
    private static final Guest SECOND = Guest.called("org.example.second", "1.0.0", "example.shared");

    @Rule
    public final House house = new House();

    private Traffic traffic;
    private Neighbours neighbours;

    @Configuration
    public static Option[] configuration() throws IOException {
        return Container.of(DeployTest.class)
                .deliveringTo(Outside.sandbox().url())
                .options();
    }

    @Before
    public void begin() {
        house.awaitReady();
        neighbours = new Neighbours(house.context());
        traffic = new Traffic(house);
        traffic.awaitMore(SOME);
    }

    @After
    public void end() throws IOException {
        traffic.awaitMore(SOME);
        try (Stream<Path> files = Files.list(house.deploy())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        House.until("the end of the guests")
                .until(() -> Stream.of(house.context().getBundles())
                        .noneMatch(bundle -> bundle.getLocation().contains("/deploy/")));
        traffic.mustHaveArrived();
        assertThat(traffic.refused()).isZero();
        neighbours.close();
        neighbours.mustBeUntouched();
        house.awaitReady();
    }

    @Test
    public void aBundleDroppedInStartsReplacedIsUpgradedDeletedIsGone() throws IOException {
        Path file = FIRST.dropInto(house.deploy(), "guest.jar");
        house.awaitRoute("example.shared", "org.example.first/1.0.0", "Started");
        long id = house.bundle("org.example.first").getBundleId();

        FIRST.inVersion("1.1.0").dropInto(house.deploy(), "guest.jar");
        house.awaitRoute("example.shared", "org.example.first/1.1.0", "Started");
        assertThat(house.routes("example.shared")).hasSize(1);
        assertThat(house.bundles("org.example.first")).singleElement().returns(id, Bundle::getBundleId);

        Files.delete(file);
        house.awaitNoRoute("example.shared");
        House.until("the bundle to be gone")
                .until(() -> house.bundles("org.example.first").isEmpty());
    }

    @Test
    public void ofTwoThatClaimOneRouteTheSecondWaitsVisiblyAndTakesOver() throws IOException {
        Path first = FIRST.dropInto(house.deploy(), "first.jar");
        house.awaitRoute("example.shared", FIRST.owner(), "Started");

        SECOND.dropInto(house.deploy(), "second.jar");
        house.awaitRoute("example.shared", SECOND.owner(), "Waiting");

        assertThat(house.routes("example.shared"))
                .filteredOn(route -> route.owner().equals(SECOND.owner()))
                .extracting(RouteInfo::text)
                .singleElement()
                .asString()
                .contains("example.shared", FIRST.owner());
        assertThat(house.health("engine"))
                .returns(State.DEGRADED, health -> health.state())
                .extracting(health -> health.text())
                .asString()
                .contains("example.shared");

        Files.delete(first);
        house.awaitRoute("example.shared", SECOND.owner(), "Started");
        assertThat(house.routes("example.shared")).hasSize(1);
    }

    @Test
    public void ofTwoVersionsTheHigherOneOwnsTheRouteAndTheLowerOneStandsBy() throws IOException {
        Guest newer = FIRST.inVersion("2.0.0");
        newer.dropInto(house.deploy(), "newer.jar");
        house.awaitRoute("example.shared", newer.owner(), "Started");

        FIRST.dropInto(house.deploy(), "older.jar");
        house.awaitRoute("example.shared", FIRST.owner(), "Waiting");
        assertThat(house.routes("example.shared"))
                .extracting(RouteInfo::owner, RouteInfo::state)
                .contains(tuple(newer.owner(), "Started"));

        Files.delete(house.deploy().resolve("newer.jar"));
        house.awaitRoute("example.shared", FIRST.owner(), "Started");
    }

    @Test
    public void aRouteThatCannotStartWaitsVisiblyAndIsHealedByItsNextVersion() throws IOException {
        FIRST.from("nosuchthing:here").dropInto(house.deploy(), "guest.jar");
        house.awaitRoute("example.shared", FIRST.owner(), "Waiting");

        assertThat(house.health("engine").text()).contains("nosuchthing");
        assertThat(logged("TOCSIN-ENGINE-002")).isNotEmpty();

        FIRST.inVersion("1.0.1").dropInto(house.deploy(), "guest.jar");
        house.awaitRoute("example.shared", "org.example.first/1.0.1", "Started");
    }

    @Test
    public void whatCannotBeResolvedIsNamedAndWhatIsNoBundleIsPassedOver() throws IOException {
        FIRST.needs("org.example.missing").dropInto(house.deploy(), "unresolvable.jar");
        Files.writeString(house.deploy().resolve("torn.jar"), "this is no jar");
        Files.writeString(house.deploy().resolve("adapter.txt"), "nor is this");
        SECOND.dropInto(house.deploy(), "sound.jar");

        house.awaitRoute("example.shared", SECOND.owner(), "Started");
        House.until("words about the missing package")
                .until(() -> !logged("unresolvable.jar").isEmpty()
                        && house.log().stream()
                                .anyMatch(line -> line.contains("osgi.wiring.package=org.example.missing")));
        assertThat(house.bundle("org.example.first").getState()).isEqualTo(Bundle.INSTALLED);
        House.until("the files of which nothing comes to be named")
                .untilAsserted(() -> assertThat(house.health("plugins"))
                        .returns(State.DEGRADED, health -> health.state())
                        .extracting(health -> health.text())
                        .asString()
                        .contains("adapter.txt in deploy/ is no plugin", "torn.jar in deploy/ is no whole archive"));
    }

    private List<String> logged(String text) {
        return house.log().stream()
                .filter(line -> (line.contains(" WARN ") || line.contains(" ERROR ")) && line.contains(text))
                .toList();
    }
}
