// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The component behind {@code to("tocsin:event?...")}, {@code from("tocsin:adapter?...")},
 * {@code from("tocsin:deliver?...")} and {@code from("tocsin:http?...")}.
 */
public final class TocsinComponent extends DefaultComponent {

    /** The scheme of its URIs. */
    public static final String SCHEME = "tocsin";

    private final Doors doors;
    private final Workers workers;
    private final boolean ownsWorkers;

    /** A component that reaches the house by these doors and lends exchanges these threads. */
    public TocsinComponent(Doors doors, Workers workers) {
        this(doors, workers, false);
    }

    private TocsinComponent(Doors doors, Workers workers, boolean ownsWorkers) {
        this.doors = doors;
        this.workers = workers;
        this.ownsWorkers = ownsWorkers;
    }

    /** A component whose threads are for its context alone, and end with it. */
    public static TocsinComponent withOwnWorkers(Doors doors, Workers workers) {
        return new TocsinComponent(doors, workers, true);
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        if (ownsWorkers) {
            workers.close();
        }
    }

    @Override
    protected Endpoint createEndpoint(String uri, String kind, Map<String, Object> parameters) {
        Options options = new Options(kind, parameters);
        Endpoint endpoint = switch (kind) {
            case "event" -> new EventEndpoint(uri, this, EventOptions.of(options));
            case "http" -> new HttpEndpoint(uri, this, HttpOptions.of(options));
            case "deliver" -> new DeliverEndpoint(uri, this, options.required("channel", "pagerduty"));
            case "adapter" -> new AdapterEndpoint(uri, this, AdapterOptions.of(options));
            default ->
                throw new IllegalArgumentException("tocsin:" + kind + ": is no endpoint, use tocsin:event,"
                        + " tocsin:http, tocsin:deliver or tocsin:adapter");
        };
        options.end();
        return endpoint;
    }

    Doors doors() {
        return doors;
    }

    Workers workers() {
        return workers;
    }
}
