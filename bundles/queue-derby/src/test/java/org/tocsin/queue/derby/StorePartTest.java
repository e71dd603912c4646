// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.SettingsReader;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;

/** What the container sees of the store. */
public class StorePartTest {

    private static final String WRONG =
            "org.tocsin.queue.derby.cfg: maxBytes: 'lots' is not a number, use a whole number"
                    + " from 0 to 9223372036854775807";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, String> config = new HashMap<>();
    private final List<EventStore> offered = new ArrayList<>();

    @Before
    public void configure() {
        config.put("directory", folder.getRoot() + "/db");
        config.put("log", folder.getRoot() + "/derby.log");
    }

    @After
    public void end() {
        offered.forEach(EventStore::close);
    }

    @Test
    public void aWrongValueOfARunningAgentTakesNothingAway() throws Exception {
        StorePart part = new StorePart(context(), config());
        EventStore open = offered.get(0);
        open.open(events -> {});
        config.put("maxBytes", "lots");

        part.modified(config());

        assertThat(offered).containsExactly(open);
        append(open);
        assertThat(part.health().state()).isEqualTo(State.DEGRADED);
        assertThat(part.health().text())
                .startsWith(WRONG + "; until it is put right the settings before it stay in force; ");
        config.remove("maxBytes");
        part.modified(config());
        assertThat(offered).containsExactly(open);
        assertThat(part.health().state()).isEqualTo(State.READY);
    }

    @Test
    public void otherSettingsAreAnotherStoreOverTheSameDatabase() throws Exception {
        StorePart part = new StorePart(context(), config());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        part.setMeters(meters);
        EventStore before = offered.get(0);
        before.open(events -> {});
        append(before);
        config.put("maxBytes", "12345678");

        part.modified(config());

        assertThat(offered).hasSize(1).doesNotContain(before);
        assertThat(offered.get(0).open(events -> {})).hasSize(1);
        assertThat(offered.get(0).use().maxBytes()).isEqualTo(12_345_678);
        append(offered.get(0));
        assertThat(meters.get("tocsin.queue.derby.commit").timer().count()).isPositive();
    }

    @Test
    public void aWrongValueAtTheStartIsToldByTheOpeningAndHealsWithoutAnother() throws Exception {
        config.put("maxBytes", "lots");
        StorePart part = new StorePart(context(), config());
        assertThatThrownBy(() -> offered.get(0).open(events -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessage(WRONG);
        assertThat(part.health().state()).isEqualTo(State.FAILED);
        assertThat(part.health().text()).isEqualTo(WRONG);
        config.remove("maxBytes");

        part.modified(config());

        offered.get(0).open(events -> {});
        append(offered.get(0));
        assertThat(part.health().state()).isEqualTo(State.READY);
    }

    private static void append(EventStore store) throws Exception {
        store.append(new Event(new Lane("pagerduty", "web"), "v2", Body.of("one"), null), null)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private DerbyEventStore.Config config() {
        return SettingsReader.of(DerbyEventStore.Config.class, Map.copyOf(config));
    }

    /** As much of a framework as the part asks for: a place to offer the store. */
    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("registerService");
                    assertThat(arguments[0]).isEqualTo(EventStore.class);
                    offered.add((EventStore) arguments[1]);
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, call, none) -> {
                                assertThat(call.getName()).isEqualTo("unregister");
                                return offered.remove((EventStore) arguments[1]);
                            });
                });
    }
}
