// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.Body;
import org.tocsin.api.Delivery;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;

public class DeliverEndpointTest {

    private static final Lane LANE = new Lane("note", "a-secret-key");
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), true);

    @Rule
    public final SmallHouse house = new SmallHouse();

    @Test
    public void aRouteIsTheChannelThatItNames() throws Exception {
        channel(exchange -> exchange.getMessage().setBody(new Outcome.Delivered("202")));

        assertThat(house.channels).extracting(channel -> channel.channel()).containsExactly("note");
        assertThat(outcome()).isEqualTo(new Outcome.Delivered("202"));
    }

    @Test
    public void theRouteGetsTheBytesAndAllThatIsKnownAboutThem() throws Exception {
        channel(exchange -> exchange.getMessage()
                .setBody(new Outcome.Delivered(String.join(
                        "|",
                        exchange.getMessage().getBody(String.class),
                        exchange.getProperty(TocsinProperties.FORMAT, String.class),
                        exchange.getProperty(TocsinProperties.KEY, String.class),
                        exchange.getProperty(TocsinProperties.LANE, String.class),
                        exchange.getProperty(TocsinProperties.ORDER, String.class),
                        exchange.getProperty(TocsinProperties.EVENT_KEY, String.class),
                        exchange.getProperty(TocsinProperties.ATTEMPT, String.class),
                        exchange.getProperty(TocsinProperties.DEDUP_KEY, String.class)))));

        assertThat(outcome())
                .isEqualTo(
                        new Outcome.Delivered("disk1 is full|plain|a-secret-key|" + LANE.id() + "|7|a-name|2|disk1"));
    }

    @Test
    public void anExceptionMeansLaterAndDoesNotTellTheKey() throws Exception {
        channel(exchange -> {
            throw new IllegalStateException("refused: http://example.com/a-secret-key");
        });

        Outcome outcome = outcome();

        assertThat(outcome).isInstanceOfSatisfying(Outcome.RetryLater.class, later -> {
            assertThat(later.backoff()).isEqualTo(BACKOFF);
            assertThat(later.after()).isNull();
            assertThat(later.reason()).contains("refused: http://example.com/").doesNotContain("secret");
        });
    }

    @Test
    public void ofAnExceptionNeitherLogNorReasonTellsWhatAnAddressHides() throws Exception {
        channel(exchange -> {
            throw new IllegalStateException("HTTP operation failed invoking https://u:pw-7f@hooks.example.com/T0-7f"
                    + " with statusCode: 500,\nredirectLocation: http://b.example.com?token=q-7f");
        });

        String log = Log.of(() -> assertThat(outcome()).isInstanceOfSatisfying(Outcome.RetryLater.class, later -> {
            assertThat(later.reason())
                    .isEqualTo("java.lang.IllegalStateException: HTTP operation failed invoking"
                            + " https://hooks.example.com/… with statusCode: 500, redirectLocation:"
                            + " http://b.example.com/…");
        }));

        assertThat(log)
                .contains("TOCSIN-ENGINE-006 route note failed on lane " + LANE + ": java.lang.IllegalStateException")
                .doesNotContain("7f", "HTTP operation");
    }

    @Test
    public void anotherBodyMeansLater() throws Exception {
        channel(exchange -> exchange.getMessage().setBody("fine"));

        assertThat(outcome())
                .isInstanceOfSatisfying(
                        Outcome.RetryLater.class,
                        later -> assertThat(later.reason()).contains("java.lang.String instead of an Outcome"));
    }

    @Test
    public void theCallersThreadIsFreeWhileTheRouteWaits() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        channel(new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Thread other = new Thread(() -> {
                    awaitUninterruptibly(answered);
                    exchange.getMessage().setBody(new Outcome.Delivered("late"));
                    callback.done(false);
                });
                other.start();
                return false;
            }
        });

        CompletionStage<Outcome> outcome = house.channels.get(0).deliver(delivery());

        assertThat(outcome.toCompletableFuture()).isNotDone();
        answered.countDown();
        assertThat(outcome.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(new Outcome.Delivered("late"));
    }

    @Test
    public void theChannelIsWithdrawnBeforeItsRouteStops() throws Exception {
        channel(exchange -> exchange.getMessage().setBody(new Outcome.Delivered("202")));
        var channel = house.channels.get(0);

        house.camel.getRouteController().stopRoute("note");

        assertThat(house.channels).isEmpty();
        assertThat(channel.deliver(delivery()).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isInstanceOf(Outcome.RetryLater.class);
        house.camel.getRouteController().startRoute("note");
        assertThat(house.channels).hasSize(1);
    }

    @Test
    public void anAttemptUnderWayEndsBeforeItsRouteDoes() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        channel(exchange -> {
            awaitUninterruptibly(hold);
            exchange.getMessage().setBody(new Outcome.Delivered("202"));
        });
        var channel = house.channels.get(0);
        var attempt =
                CompletableFuture.supplyAsync(() -> channel.deliver(delivery())).thenCompose(outcome -> outcome);
        await("attempt under way")
                .until(() -> house.camel.getInflightRepository().size() == 1);

        var stopped = CompletableFuture.runAsync(() -> {
            try {
                house.camel.getRouteController().stopRoute("note");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await("channel withdrawn").until(() -> house.channels.isEmpty());
        hold.countDown();

        assertThat(attempt.get(10, TimeUnit.SECONDS)).isEqualTo(new Outcome.Delivered("202"));
        stopped.get(10, TimeUnit.SECONDS);
    }

    private void channel(Processor processor) throws Exception {
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("tocsin:deliver?channel=note").routeId("note").process(processor);
            }
        });
    }

    private Outcome outcome() throws Exception {
        return house.channels.get(0).deliver(delivery()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Delivery delivery() {
        return new Delivery(new Event(LANE, "plain", Body.of("disk1 is full"), "disk1"), 7, "a-name", 2);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
