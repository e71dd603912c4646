// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.RouteControl;
import org.tocsin.api.RouteControl.RouteInfo;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.store.EventStore;

/** After a clean boot everything is there, is satisfied, belongs to whom it should, and has nothing to complain of. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SpineTest {

    @Rule
    public final House house = new House();

    @Inject
    private FeaturesService features;

    @Inject
    private ServiceComponentRuntime components;

    @Inject
    private RouteControl routes;

    @Configuration
    public static Option[] configuration() throws IOException {
        return Container.of(SpineTest.class)
                .deliveringTo(Outside.sandbox().url())
                .options();
    }

    @Test
    public void everyFeatureOfTheBootIsInstalledAndEveryBundleRuns() throws Exception {
        house.awaitReady();

        List<String> installed = new ArrayList<>();
        for (var feature : features.listInstalledFeatures()) {
            installed.add(feature.getName());
        }
        assertThat(installed)
                .contains("tocsin-platform", "tocsin", "scr", "shell", "ssh", "deployer", "kar", "feature", "config")
                .contains("tocsin-api", "tocsin-camel", "tocsin-metrics", "tocsin-engine", "tocsin-queue")
                .contains("tocsin-queue-derby", "tocsin-pagerduty", "tocsin-http", "tocsin-spool", "tocsin-shell");
        assertThat(house.context().getBundles())
                .allSatisfy(bundle -> assertThat(bundle.getState())
                        .as(bundle.toString())
                        .isEqualTo(isFragment(bundle) ? Bundle.RESOLVED : Bundle.ACTIVE));
    }

    @Test
    public void everyComponentIsSatisfied() {
        house.awaitReady();
        Bundle[] ours = Arrays.stream(house.context().getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("org.tocsin."))
                .toArray(Bundle[]::new);

        assertThat(components.getComponentDescriptionDTOs(ours))
                .isNotEmpty()
                .allSatisfy(component -> assertThat(components.getComponentConfigurationDTOs(component))
                        .as(component.name)
                        .isNotEmpty()
                        .allSatisfy(configuration -> assertThat(configuration.state)
                                .as("%s %s", component.name, configuration.failure)
                                .isIn(ComponentConfigurationDTO.SATISFIED, ComponentConfigurationDTO.ACTIVE)));
    }

    @Test
    public void theDoorsBetweenTheRoomsAreServices() {
        house.awaitReady();

        assertThat(house.services(EventQueue.class, null)).hasSize(1);
        assertThat(house.services(EventStore.class, null)).hasSize(1);
        assertThat(house.services(EventFormat.class, null))
                .extracting(EventFormat::channel)
                .containsExactlyInAnyOrder("pagerduty", "adapter");
        assertThat(house.services(DeliveryChannel.class, null))
                .extracting(DeliveryChannel::channel)
                .containsExactlyInAnyOrder("pagerduty", "adapter");
        assertThat(house.services(HttpDoor.class, "(tocsin.door=api)")).hasSize(1);
        assertThat(house.services(RouteControl.class, null)).hasSize(1);
        assertThat(house.context().getServiceReference("io.micrometer.core.instrument.MeterRegistry"))
                .isNotNull();
    }

    @Test
    public void everyRouteIsStartedAndOwnedByTheBundleOfItsPrefix() {
        house.awaitReady();

        List<RouteInfo> all = routes.routes();
        assertThat(all)
                .extracting(RouteInfo::id)
                .contains("pagerduty.deliver", "http.send")
                .doesNotHaveDuplicates();
        assertThat(all).allSatisfy(route -> {
            Bundle owner = house.bundle(
                    "org.tocsin." + route.id().substring(0, route.id().indexOf('.')));
            assertThat(route.state()).as(route.text()).isEqualTo("Started");
            assertThat(route.owner()).isEqualTo(owner.getSymbolicName() + '/' + owner.getVersion());
        });
    }

    @Test
    public void aCleanBootWarnsOfNothing() {
        house.awaitReady();

        assertThat(house.log())
                .filteredOn(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .isEmpty();
        assertThat(house.log()).noneMatch(line -> line.startsWith("\tat "));
    }

    /** Opening a large store may take long; who gave up on it after the usual 5 s would be without it for good. */
    @Test
    public void whoNeedsAComponentThatTakesLongToStartWaitsForIt() {
        assertThat(house.context().getProperty("ds.lock.timeout.milliseconds")).isEqualTo("60000");
    }

    @Test
    public void nothingButPaxExamListensBeyondLoopback() throws IOException {
        house.awaitReady();

        List<String> listening = listening();
        String api = System.getenv("TOCSIN_ADDRESS");
        assertThat(listening).contains(api);
        // its RMI server takes all addresses
        assertThat(listening)
                .filteredOn(address -> !address.startsWith("127.0.0.1:"))
                .hasSizeLessThanOrEqualTo(1);
    }

    /** Where this process listens, IPv4 and IPv6 alike as {@code address:port}. */
    private static List<String> listening() throws IOException {
        Set<String> mine = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    mine.add(Files.readSymbolicLink(descriptor).toString());
                }
            }
        }
        List<String> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net/" + table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[3].equals("0A") && mine.contains("socket:[" + fields[9] + "]")) {
                    String[] local = fields[1].split(":", -1);
                    boolean loopback = local[0].equals("0100007F")
                            || local[0].equals("0000000000000000FFFF00000100007F")
                            || local[0].equals("00000000000000000000000001000000");
                    found.add((loopback ? "127.0.0.1:" : local[0] + ":") + Integer.parseInt(local[1], 16));
                }
            }
        }
        return found;
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }
}
