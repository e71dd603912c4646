// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.tocsin.channel.standin.ScriptedServer.http;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.tocsin.channel.DeadlineExceededException;
import org.tocsin.channel.Reason;
import org.tocsin.channel.standin.ScriptedServer;

/** The servers for one name are silent: who waits for it waits no longer than an attempt may, and nobody else waits. */
public class SilentResolverTest {

    private static final String SILENT = "silent.example";
    private static final String KNOWN = "known.example";
    private static final Duration DEADLINE = Duration.ofMillis(1_500);
    private static final int LANES = 6;

    private final CountDownLatch speaks = new CountDownLatch(1);
    private final AtomicInteger lookUps = new AtomicInteger();
    private final ExecutorService lanes = Executors.newCachedThreadPool();
    private final CamelContext camel = new DefaultCamelContext();
    private ScriptedServer server;

    private final DnsResolver names = new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            if (host.equals(SILENT)) {
                lookUps.incrementAndGet();
                hang();
            } else if (!host.equals(KNOWN)) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    };

    /** As a call of the system, which no interrupt ends. */
    private void hang() {
        boolean over = false;
        while (!over) {
            try {
                over = speaks.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                over = false;
            }
        }
    }

    @Before
    public void open() throws Exception {
        server = ScriptedServer.saying(http("202 Accepted", "", ""));
        camel.start();
    }

    @After
    public void close() throws Exception {
        speaks.countDown();
        lanes.shutdownNow();
        camel.stop();
        server.close();
    }

    private HttpSender sender(Duration deadline) {
        Bounds bounds = new Bounds(deadline, Duration.ofSeconds(5), deadline, 64);
        return new HttpSender("test", "1", bounds, Outbound.ofEnvironment(Map.of()), names);
    }

    /** The status that came back. */
    private int post(HttpSender sender, String host) throws Exception {
        Endpoint endpoint = sender.endpoint(camel, URI.create("http://" + host + ':' + server.port() + "/"));
        Producer producer = endpoint.createProducer();
        producer.start();
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody("{}");
        try {
            producer.process(exchange);
        } finally {
            producer.stop();
        }
        return HttpAnswer.of(exchange.getMessage()).status();
    }

    @Test
    public void theOthersGoOnAndTheLanesRecoverAsSoonAsItSpeaks() throws Exception {
        try (HttpSender sender = sender(DEADLINE)) {
            List<CompletableFuture<Throwable>> hanging = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                CompletableFuture<Throwable> failure = new CompletableFuture<>();
                hanging.add(failure);
                lanes.execute(() -> {
                    try {
                        failure.complete(new AssertionError("answered " + post(sender, SILENT)));
                    } catch (Exception e) {
                        failure.complete(e);
                    }
                });
            }
            await("the look-up").until(() -> lookUps.get() == 1);
            assertThat(post(sender, KNOWN)).as("meanwhile").isEqualTo(202);

            for (CompletableFuture<Throwable> failure : hanging) {
                Throwable told = failure.get(20, TimeUnit.SECONDS);
                assertThat(told).isInstanceOf(DeadlineExceededException.class);
                assertThat(Reason.of(told, DEADLINE))
                        .isEqualTo("cannot resolve the host name, no answer within PT1.5S");
            }
            assertThat(lookUps).as("one look-up for all of them").hasValue(1);
            assertThat(post(sender, KNOWN)).isEqualTo(202);

            speaks.countDown();
            assertThat(post(sender, SILENT)).as("as soon as it speaks").isEqualTo(202);
        }
        await("no thread is left")
                .atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("tocsin-test-")));
    }

    @Test
    public void whoIsToldToStopWaitsForNoName() throws Exception {
        try (HttpSender sender = sender(Duration.ofHours(1))) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Future<?> lane = lanes.submit(() -> {
                try {
                    failure.complete(new AssertionError("answered " + post(sender, SILENT)));
                } catch (Exception e) {
                    failure.complete(e);
                }
            });
            await("the look-up").until(() -> lookUps.get() == 1);

            lane.cancel(true);

            assertThat(failure.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessageContaining("told to stop");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    public void aNameThatNobodyKnowsIsToldAtOnce() {
        try (HttpSender sender = sender(Duration.ofHours(1))) {
            assertThat(catchThrowable(() -> post(sender, "nobody.example"))).isInstanceOf(UnknownHostException.class);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
