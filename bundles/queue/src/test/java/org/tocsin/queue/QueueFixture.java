// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.SettingsInForce;
import org.tocsin.api.store.EventStore;

/** The queue with its defaults, over the store of another plugin's test. */
public final class QueueFixture {

    private static final CatchUpSettings REPLAY = new CatchUpSettings(false, Map.of(), 20);

    private QueueFixture() {}

    /** An open queue; its owner closes it. */
    public static QueueService over(EventStore store) {
        return over(store, Map.of());
    }

    /**
     * An open queue; its owner closes it.
     *
     * @param properties the configuration, where it differs from the defaults
     */
    public static QueueService over(EventStore store, Map<String, String> properties) {
        return over(store, new Meters(), properties);
    }

    static QueueService over(EventStore store, Meters meters, Map<String, String> properties) {
        SettingsInForce<Settings> inForce = new SettingsInForce<>();
        inForce.read(() -> Settings.of(config(properties), properties), wrong -> {});
        return new QueueService(store, inForce, meters);
    }

    /** What the container does when a channel appears. */
    public static void add(QueueService queue, DeliveryChannel channel) {
        queue.add(channel);
    }

    static QueueComponent.Config config(Map<String, String> properties) {
        return (QueueComponent.Config) Proxy.newProxyInstance(
                QueueFixture.class.getClassLoader(),
                new Class<?>[] {QueueComponent.Config.class},
                (proxy, method, arguments) ->
                        properties.getOrDefault(method.getName(), String.valueOf(method.getDefaultValue())));
    }

    static Settings settings(int maxInFlight, Duration deadline, int windowEvents, long windowBytes) {
        RateSettings unbounded = new RateSettings(0, Map.of(), 1);
        return new Settings(
                maxInFlight,
                deadline,
                1 << 24,
                windowEvents,
                windowBytes,
                null,
                REPLAY,
                unbounded,
                new DeadLetterSettings(0, null),
                100);
    }
}
