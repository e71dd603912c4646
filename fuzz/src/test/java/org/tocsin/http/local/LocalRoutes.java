// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.tocsin.api.Adapter;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginStatus;
import org.tocsin.api.QueueControl;

/** The routes of the local API by which events come in. */
public final class LocalRoutes {

    /** An adapter of the product that is not there: what is for it waits. */
    public static final String ABSENT = "icinga";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private LocalRoutes() {}

    /** The routes, over these parts. */
    public static List<RoutesBuilder> over(
            EventQueue queue, QueueControl control, List<EventFormat> formats, Stream<Adapter> there) {
        Spine spine = new Spine(PATIENCE, System::nanoTime);
        spine.bindQueue(queue);
        spine.bindControl(control);
        formats.forEach(spine::bindFormat);
        Adapters adapters = new Adapters();
        there.forEach(adapter -> adapters.bindAdapter(adapter, Map.of()));
        PluginBook plugins = new PluginBook();
        plugins.bindControl(new PluginControl() {
            @Override
            public List<PluginStatus> plugins() {
                return List.of();
            }

            @Override
            public Map<String, Offer> adapters() {
                return Map.of(ABSENT, new Offer("tocsin-" + ABSENT, false));
            }
        });
        return List.of(
                new SendRoutes(),
                new EventRoutes(spine, new QueueDesk(spine)),
                new IntegrationRoutes(spine, new Inputs(spine, adapters, plugins)));
    }
}
