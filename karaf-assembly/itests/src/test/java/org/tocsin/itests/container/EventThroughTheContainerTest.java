// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.Receipt;
import org.tocsin.sandbox.Received;

/** One event's way through all rooms, from the queue's door and from a user's own route. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EventThroughTheContainerTest {

    @Rule
    public final House house = new House();

    @Inject
    private EventQueue queue;

    @Inject
    private BundleContext context;

    @Configuration
    public static Option[] configuration() throws IOException {
        return Container.of(EventThroughTheContainerTest.class)
                .deliveringTo(Outside.sandbox().url())
                .options();
    }

    @Test
    public void whatIsAcceptedArrivesByteForByte() throws Exception {
        String key = Traffic.newKey();
        String strange = """
                { "payload" : {"custom_details":{"n":12345678901234567890.12300,"z":1,"a":"\\u00e9\\/é"},
                  "severity":"error","source":"itests","summary":"caf\\u00e9 é 😀"},
                  "dedup_key":"strange","event_action":"trigger", "routing_key":"%s", "unknown":[ ] }
                """.formatted(key);

        Receipt receipt = accept(strange, "v2");

        assertThat(receipt.key()).matches("[0-9a-f]{32}");
        assertThat(receipt.dedupKey()).isEqualTo("strange");
        assertThat(awaitArrival(key, 1)).singleElement().satisfies(received -> {
            assertThat(received.body().text()).isEqualTo(strange);
            assertThat(received.path()).isEqualTo("/v2/enqueue");
        });
        House.until("the settlement").until(() -> lane(key).state() == LaneStatus.State.IDLE);
        assertThat(lane(key)).returns(1L, LaneStatus::delivered).returns(0L, LaneStatus::waiting);
    }

    @Test
    public void theShapesOfOneKeyShareALaneAndKeepTheirOrder() throws Exception {
        String key = Traffic.newKey();

        Receipt first = accept(Traffic.trigger(key, "one"), "v2");
        Receipt second = accept(
                "{\"service_key\":\"" + key + "\",\"event_type\":\"trigger\",\"incident_key\":\"two\","
                        + "\"description\":\"two\"}",
                "v1");
        Receipt third = accept(
                "{\"routing_key\":\"" + key + "\",\"payload\":{\"summary\":\"three\",\"source\":\"itests\"}}",
                "change");

        assertThat(first.order()).isLessThan(second.order());
        assertThat(second.order()).isLessThan(third.order());
        assertThat(awaitArrival(key, 3)).extracting(Received::format).containsExactly("v2", "v1", "change");
    }

    @Test
    public void aUsersOwnRouteSendsByItsUri() throws Exception {
        String key = Traffic.newKey();
        Guest sender = Guest.called("org.example.sender", "1.0.0", "example.send")
                .from("timer:send?delay=0&period=50&repeatCount=3&includeMetadata=true")
                .sends(
                        Traffic.trigger(key, "n${exchangeProperty.CamelTimerCounter}"),
                        "tocsin:event?channel=pagerduty&format=v2");

        Bundle bundle = house.context().installBundle("sender", new ByteArrayInputStream(sender.jar()));
        try {
            bundle.start();

            house.awaitRoute("example.send", sender.owner(), "Started");
            assertThat(awaitArrival(key, 3))
                    .extracting(received -> received.body().text())
                    .containsExactlyElementsOf(Stream.of("n1", "n2", "n3")
                            .map(mark -> Traffic.trigger(key, mark))
                            .toList());
        } finally {
            bundle.uninstall();
        }
        house.awaitNoRoute("example.send");
    }

    @Test
    public void whatIsNoEventIsRefusedWithFieldAndRemedy() {
        assertThatThrownBy(() -> accept("{\"routing_key\":\"" + Traffic.newKey() + "\"}", "v2"))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("event_action: ");
    }

    /** Several channels have one. */
    private EventFormat format() throws InvalidSyntaxException {
        return context.getServiceReferences(EventFormat.class, null).stream()
                .map(context::getService)
                .filter(format -> format.channel().equals("pagerduty"))
                .findFirst()
                .orElseThrow();
    }

    private Receipt accept(String text, String shape) throws Exception {
        house.awaitReady();
        Event event = format().read(Body.of(text), shape, null);
        return queue.accept(event).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static List<Received> awaitArrival(String key, int count) {
        return House.until(count + " arrivals").until(() -> Traffic.arrived(key), all -> all.size() >= count);
    }

    private LaneStatus lane(String key) {
        return queue.status().stream()
                .filter(status -> status.lane().key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
