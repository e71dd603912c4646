// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.sandbox.Received;

/** Features go and come back while the rest runs; the shell's words for what they bring. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FeatureTest {

    private static final int WAITING = 5;

    @Rule
    public final House house = new House();

    @Inject
    private FeaturesService features;

    @Configuration
    public static Option[] configuration() throws IOException {
        return Container.of(FeatureTest.class)
                .deliveringTo(Outside.sandbox().url())
                .options();
    }

    @Test
    public void everyPluginGoesAndComesBackAndWhatWaitsIsKept() throws Exception {
        house.awaitReady();
        standOnTheirOwn();
        String key = Traffic.newKey();

        uninstall("tocsin-pagerduty");
        for (int i = 1; i <= WAITING; i++) {
            accept(key, i);
        }
        assertThat(lane(key))
                .returns((long) WAITING, LaneStatus::waiting)
                .returns(LaneStatus.State.NO_CHANNEL, LaneStatus::state);

        for (String plugin : List.of(
                "tocsin-shell",
                "tocsin-plugins",
                "tocsin-spool",
                "tocsin-http",
                "tocsin-queue-derby",
                "tocsin-queue")) {
            uninstall(plugin);
            install(plugin);
            House.until("the lane after " + plugin)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(lane(key).waiting()).isEqualTo(WAITING));
        }
        uninstall("tocsin-http", "tocsin-engine");
        install("tocsin-http", "tocsin-engine");

        install("tocsin-pagerduty");
        house.awaitReady();
        House.until("all that waited").until(() -> Traffic.arrived(key).size() >= WAITING);
        assertThat(Traffic.arrived(key))
                .extracting(Received::dedupKey)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, WAITING).mapToObj(i -> "n" + i).toList());
    }

    @Test
    public void theShellShowsLanesAndRoutesAndAnswersAWrongWordInOneLine() throws Exception {
        house.awaitReady();
        String key = Traffic.newKey();
        accept(key, 1);
        House.until("arrival").until(() -> !Traffic.arrived(key).isEmpty());
        String lane = new Lane("pagerduty", key).id();

        assertThat(house.shell("tocsin:queue-status")).contains(lane).doesNotContain(key);
        assertThat(house.shell("tocsin:route-list")).contains("pagerduty.deliver", "org.tocsin.pagerduty/", "Started");
        assertThat(house.shell("tocsin:queue-retry")).isEqualTo("0 events are sent again\n");
        assertThat(house.shell("tocsin:lane-list --json")).contains("\"id\":\"" + lane + "\"");
        assertThat(house.shell("tocsin:status --help")).startsWith("usage: tocsin status");

        assertOneLine("tocsin:lane-show pd-000000000000", "lane: there is no pd-000000000000");
        assertOneLine("tocsin:event-retry", "KEY, --lane, --all: give one of them");
        assertOneLine("tocsin:queue-status surplus", "'surplus': belongs to no flag");
        assertOneLine("tocsin:route-stop no.such", "route: there is no no.such");
    }

    @Test
    public void theShellCompletesIdsInTheStateThatAWordNeeds() throws Exception {
        house.awaitReady();
        String key = Traffic.newKey();
        accept(key, 1);
        House.until("arrival").until(() -> !Traffic.arrived(key).isEmpty());
        String lane = new Lane("pagerduty", key).id();

        assertThat(house.completed("tocsin:lane-hold pd-")).contains(lane);
        assertThat(house.completed("tocsin:lane-release pd-")).doesNotContain(lane);
        house.shell("tocsin:lane-hold " + lane);
        accept(key, 2);
        assertThat(house.completed("tocsin:lane-release pd-")).contains(lane);
        String waiting = house.shell("tocsin:event-list --state waiting --lane " + lane)
                .lines()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow();
        assertThat(house.completed("tocsin:event-drop ")).contains(waiting);
        assertThat(house.completed("tocsin:event-retry ")).doesNotContain(waiting);
        assertThat(house.completed("tocsin:event-list --state d")).containsExactly("dead", "delivered", "dropped");
        house.shell("tocsin:lane-release " + lane);

        assertThat(house.shell("tocsin:route-stop pagerduty.deliver")).isEqualTo("pagerduty.deliver is Stopped\n");
        assertThat(house.completed("tocsin:route-start ")).containsExactly("pagerduty.deliver");
        assertThat(house.completed("tocsin:route-stop pagerduty.del")).isEmpty();
        accept(key, 3);
        assertThat(house.shell("tocsin:route-start pagerduty.deliver")).isEqualTo("pagerduty.deliver is Started\n");
        House.until("all").until(() -> Traffic.arrived(key).size() == 3);
    }

    @Test
    public void whatChangesSomethingIsForTheRolesOfTheAccessList() throws Exception {
        house.awaitReady();

        assertThat(house.shellAs("viewer", "tocsin:route-list")).contains("pagerduty.deliver");
        assertThat(house.shellAs("manager", "tocsin:queue-retry")).contains("sent again");
        for (String command : List.of(
                "queue-retry",
                "queue-purge",
                "enqueue -k k",
                "lane-hold pd-1",
                "event-drop x",
                "event-export",
                "route-stop http.send",
                "trigger -k k x")) {
            assertThatThrownBy(() -> house.shellAs("viewer", "tocsin:" + command))
                    .as(command)
                    .hasMessageContaining("ommand not found");
        }
        assertThatThrownBy(() -> house.shellAs("manager", "tocsin:route-stop http.send"))
                .hasMessageContaining("ommand not found");
        assertThatThrownBy(() -> house.shellAs("viewer", "tocsin:event-show --with-key " + "0".repeat(32)))
                .hasMessageContaining("Insufficient");
        assertThatThrownBy(() -> house.shellAs("viewer", "tocsin:event-show " + "0".repeat(32)))
                .hasMessageContaining("no event is called");
    }

    private void assertOneLine(String command, String words) {
        assertThatThrownBy(() -> house.shell(command))
                .satisfies(problem -> assertThat(problem.getMessage())
                        .contains(words)
                        .satisfies(text -> assertThat(
                                        text.strip().lines().map(String::strip).filter(line -> !line.isEmpty()))
                                .as("%s", text)
                                .hasSize(1)));
    }

    /** Until somebody asks for a plugin by its own name, the feature of the whole product holds it. */
    private void standOnTheirOwn() throws Exception {
        install(
                "tocsin-api",
                "tocsin-camel",
                "tocsin-metrics",
                "tocsin-engine",
                "tocsin-queue",
                "tocsin-queue-derby",
                "tocsin-pagerduty",
                "tocsin-http",
                "tocsin-adapter",
                "tocsin-spool",
                "tocsin-shell",
                "tocsin-plugins",
                "tocsin-alarm",
                "tocsin-heartbeat");
        uninstall("tocsin");
        house.awaitReady();
    }

    private void install(String... names) throws Exception {
        features.installFeatures(new LinkedHashSet<>(List.of(names)), EnumSet.noneOf(FeaturesService.Option.class));
    }

    private void uninstall(String... names) throws Exception {
        features.uninstallFeatures(Set.of(names), EnumSet.noneOf(FeaturesService.Option.class));
    }

    private void accept(String key, int number) throws Exception {
        String mark = "n" + number;
        Event event = new Event(new Lane("pagerduty", key), "v2", Body.of(Traffic.trigger(key, mark)), mark);
        house.service(EventQueue.class).accept(event).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private LaneStatus lane(String key) {
        return house.service(EventQueue.class).status().stream()
                .filter(status -> status.lane().key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such lane"));
    }
}
