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

        for (String plugin :
                List.of("tocsin-shell", "tocsin-plugins", "tocsin-http", "tocsin-queue-derby", "tocsin-queue")) {
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
        assertThat(house.shell("tocsin:queue-retry " + lane)).isEqualToIgnoringNewLines("0 event(s) put back.");

        assertOneLine("tocsin:queue-retry no-such-lane", "no-such-lane");
        assertOneLine("tocsin:queue-retry", "--all");
        assertOneLine("tocsin:queue-status surplus", "Too many arguments");
        assertOneLine("tocsin:route-list surplus", "Too many arguments");
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
                "tocsin-shell",
                "tocsin-plugins");
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
