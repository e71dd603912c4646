// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.ConfigurationAdmin;
import org.tocsin.api.Body;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.Lane;

/** What goes is gone: no class loader, thread, service instance or connection of it is left behind. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RedeployLeakTest {

    private static final int TIMES = 20;
    private static final Pattern ELASTIC =
            Pattern.compile("tocsin-engine-(event|http|ShutdownTask)-#|tocsin-queue-deliver-#");

    @Rule
    public final House house = new House();

    @Inject
    private EventQueue queue;

    @Inject
    private ConfigurationAdmin configurations;

    @Configuration
    public static Option[] configuration() throws IOException {
        return Container.of(RedeployLeakTest.class)
                .deliveringTo(Outside.sandbox().url())
                .options();
    }

    @Test
    public void twentyRedeploysOfARouteLeaveNothing() throws Exception {
        house.awaitReady();
        String key = Traffic.newKey();
        Guest guest = Guest.called("org.example.leak", "1.0.0", "example.leak")
                .from("timer:leak?delay=0&repeatCount=1")
                .sends(Traffic.trigger(key, "leak"), "tocsin:event?channel=pagerduty&format=v2");
        Bundle bundle = house.context().installBundle("leak", new ByteArrayInputStream(guest.jar()));
        bundle.start();
        house.awaitRoute("example.leak", guest.owner(), "Started");
        House.until("its event").until(() -> Traffic.arrived(key).size() == 1);
        Map<String, Long> threadsBefore = threads();

        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 1; i <= TIMES; i++) {
            int arrivals = i + 1;
            loaders.add(new WeakReference<>(loader(bundle)));
            Guest next = guest.inVersion("1.0." + i);
            // as File Install does it
            bundle.stop();
            bundle.update(new ByteArrayInputStream(next.jar()));
            refresh(bundle);
            bundle.start();
            house.awaitRoute("example.leak", next.owner(), "Started");
            House.until("its event").until(() -> Traffic.arrived(key).size() == arrivals);
        }

        mustVanish(loaders, "class loaders of versions that were replaced");
        mustHaveNoMoreThreadsThan(threadsBefore);

        List<WeakReference<ClassLoader>> last = List.of(new WeakReference<>(loader(bundle)));
        bundle.uninstall();
        refresh(bundle);
        house.awaitNoRoute("example.leak");
        mustVanish(last, "the class loader of the bundle that is gone");
    }

    @Test
    public void twentyReconfigurationsOfPagerDutyLeaveNothing() throws Exception {
        house.awaitReady();
        String key = Traffic.newKey();
        deliver(key, 1);
        Map<String, Long> threadsBefore = threads();
        org.osgi.service.cm.Configuration configuration = configurations.getConfiguration("org.tocsin.pagerduty", null);
        Dictionary<String, Object> original = configuration.getProperties();

        List<WeakReference<DeliveryChannel>> channels = new ArrayList<>();
        for (int i = 1; i <= TIMES; i++) {
            long before = channelId();
            channels.add(new WeakReference<>(house.context().getService(Objects.requireNonNull(channel()))));
            Dictionary<String, Object> changed = configuration.getProperties();
            changed.put("connectTimeout", "PT" + i + "S");
            configuration.update(changed);
            House.until("a new channel").until(() -> channelId() > before);
            deliver(key, i + 1);
        }

        mustVanish(channels, "channels of older configurations");
        mustHaveNoMoreThreadsThan(threadsBefore);
        House.until("one connection at most")
                .untilAsserted(() -> assertThat(connections()).hasSizeLessThanOrEqualTo(1));
        configuration.update(original);
        house.awaitReady();
    }

    @Test
    public void noEventByADoorOvertakesAFileThatWasDroppedWhileTheSpoolWasExchanged() throws Exception {
        house.awaitReady();
        Bundle spool = house.bundle("org.tocsin.spool");
        exchange(() -> {
            spool.stop(Bundle.STOP_TRANSIENT);
            spool.start(Bundle.START_TRANSIENT);
        });
        // with it go the doors and the queue, and they start again in any order
        exchange(() -> refresh(house.bundle("org.tocsin.metrics")));
        house.awaitReady();
    }

    private interface Exchange {
        void run() throws Exception;
    }

    /** A sender posts all the time; in the moment in which the spool has stopped a file is dropped. */
    private void exchange(Exchange exchange) throws Exception {
        String key = Traffic.newKey();
        DoorSender sender = new DoorSender(key);
        SynchronousBundleListener whenStopped = event -> {
            if (event.getType() == BundleEvent.STOPPED
                    && event.getBundle().getSymbolicName().equals("org.tocsin.spool")) {
                sender.drop();
            }
        };
        house.context().addBundleListener(whenStopped);
        try (sender) {
            sender.awaitMore(5);
            exchange.run();
            House.until("the dropped one")
                    .until(() -> Traffic.arrived(key).stream()
                            .anyMatch(received -> received.body().text().contains("dropped")));
            sender.awaitMore(5);
        } finally {
            house.context().removeBundleListener(whenStopped);
        }
        List<String> marks = Traffic.arrived(key).stream()
                .map(received -> received.body().text().replaceFirst("(?s).*\"dedup_key\":\"([a-z]+).*", "$1"))
                .toList();
        assertThat(marks.indexOf("dropped")).isGreaterThanOrEqualTo(5);
        assertThat(marks.subList(0, marks.indexOf("dropped")))
                .as("what was posted after a file was dropped comes after it")
                .doesNotContain("after");
        assertThat(marks).contains("after");
    }

    private void deliver(String key, int arrivals) throws Exception {
        Event event = new Event(
                new Lane("pagerduty", key), "v2", Body.of(Traffic.trigger(key, "n" + arrivals)), "n" + arrivals);
        queue.accept(event).toCompletableFuture().get(20, TimeUnit.SECONDS);
        House.until("arrival " + arrivals).until(() -> Traffic.arrived(key).size() == arrivals);
    }

    /** Of the one channel; newer services have higher ids; 0 while there is none. */
    private long channelId() throws InvalidSyntaxException {
        ServiceReference<DeliveryChannel> channel = channel();
        return channel == null ? 0 : (Long) channel.getProperty("service.id");
    }

    /** PagerDuty's, of several; null while it is not there. */
    private @Nullable ServiceReference<DeliveryChannel> channel() throws InvalidSyntaxException {
        for (ServiceReference<DeliveryChannel> one :
                house.context().getServiceReferences(DeliveryChannel.class, null)) {
            DeliveryChannel service = house.context().getService(one);
            if (service != null && service.channel().equals("pagerduty")) {
                return one;
            }
        }
        return null;
    }

    private static ClassLoader loader(Bundle bundle) {
        return Objects.requireNonNull(bundle.adapt(BundleWiring.class)).getClassLoader();
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        Objects.requireNonNull(house.context().getBundle(0).adapt(FrameworkWiring.class))
                .refreshBundles(List.of(bundle), event -> {
                    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                        refreshed.countDown();
                    }
                });
        assertThat(refreshed.await(20, TimeUnit.SECONDS)).as("refreshed").isTrue();
    }

    private static <T> void mustVanish(List<WeakReference<T>> references, String what) {
        House.until("the end of " + what).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            System.gc();
            assertThat(references.stream().filter(left -> left.get() != null).count())
                    .as("%s, of %d", what, references.size())
                    .isZero();
        });
    }

    /** A leak would be one more for each time. Pools that grow and shrink with the load stay below their bounds. */
    private static void mustHaveNoMoreThreadsThan(Map<String, Long> before) {
        House.until("no more threads than before")
                .untilAsserted(() -> assertThat(threads())
                        .allSatisfy((name, count) -> assertThat(count)
                                .as(name)
                                .isLessThanOrEqualTo(
                                        ELASTIC.matcher(name).matches() ? TIMES - 1 : before.getOrDefault(name, 0L))));
    }

    /** The threads of the product, of Camel and of the HTTP client by name, numbers apart. */
    private static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("(?i)(tocsin-|camel-|httpclient|idle-?connection|derby|timer).*"))
                .map(name -> name.replaceAll("[0-9]+", "#"))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    /** Connections of this process to the sandbox, as the kernel writes them. */
    private static List<String> connections() throws IOException {
        String port = "%04X"
                .formatted(URI.create(System.getProperty("tocsin.sandbox.url")).getPort());
        List<String> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net/" + table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[2].endsWith(':' + port) && !fields[3].equals("06")) {
                    found.add(fields[1] + " to " + fields[2] + " state " + fields[3]);
                }
            }
        }
        return found;
    }
}
