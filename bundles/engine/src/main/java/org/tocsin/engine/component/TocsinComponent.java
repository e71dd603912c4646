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
            case "http" -> http(uri, HttpOptions.of(options));
            case "deliver" -> deliver(uri, options.required("channel", "pagerduty"));
            case "adapter" -> adapter(uri, AdapterOptions.of(options));
            default ->
                throw new IllegalArgumentException("tocsin:" + kind + ": is no endpoint, use tocsin:event,"
                        + " tocsin:http, tocsin:deliver or tocsin:adapter");
        };
        options.end();
        return endpoint;
    }

    /** {@code from("tocsin:http?door=api&path=/send")}: answers requests on a listener of the house. */
    private Endpoint http(String uri, HttpOptions options) {
        return inbound(
                uri,
                (endpoint, route) -> new HttpConsumer(endpoint, route, doors, workers, options),
                "tocsin:http: is for from(...), send requests with to(\"http:...\")");
    }

    /** {@code from("tocsin:deliver?channel=pagerduty")}: a route that delivers the events of a channel. */
    private Endpoint deliver(String uri, String channel) {
        return inbound(
                uri,
                (endpoint, route) -> new DeliverConsumer(endpoint, route, doors, channel),
                "tocsin:deliver: is for from(...), events are sent by to(\"tocsin:event\")");
    }

    /** {@code from("tocsin:adapter?name=nagios")}: a route that makes events of what a tool sends. */
    private Endpoint adapter(String uri, AdapterOptions options) {
        return inbound(
                uri,
                (endpoint, route) -> new AdapterConsumer(endpoint, route, doors, options),
                "tocsin:adapter: is for from(...), the doors of the house hand in what tools send");
    }

    private Endpoint inbound(String uri, InboundEndpoint.Beginning beginning, String otherWay) {
        return new InboundEndpoint(uri, this, beginning, otherWay);
    }

    Doors doors() {
        return doors;
    }

    Workers workers() {
        return workers;
    }
}
