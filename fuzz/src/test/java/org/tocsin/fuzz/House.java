// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Adapter;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.engine.component.Doors;
import org.tocsin.engine.component.TocsinComponent;
import org.tocsin.engine.component.Workers;
import org.tocsin.http.Door;
import org.tocsin.pagerduty.EventsApiAnswers;

/** The real routes on the real endpoints, and a queue that looks at what it gets and keeps nothing. */
final class House implements Doors, EventQueue {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Map<String, Adapter> adapters = new ConcurrentHashMap<>();
    private final AtomicLong orders = new AtomicLong();
    private final AtomicReference<@Nullable Finding> finding = new AtomicReference<>();
    private final ErrorShape ofPagerDuty = new EventsApiAnswers();

    final Door door = new Door();

    House() {
        camel.addComponent("tocsin", new TocsinComponent(this, new Workers(4, 100)));
        camel.start();
    }

    House with(Stream<RoutesBuilder> routes) {
        List<RoutesBuilder> all = new ArrayList<>(routes.toList());
        try {
            for (RoutesBuilder one : all) {
                camel.addRoutes(one);
            }
        } catch (Exception e) {
            throw new IllegalStateException("a route does not start", e);
        }
        return this;
    }

    /** The adapter that one of the routes is. */
    Adapter adapter(String name) {
        return Objects.requireNonNull(adapters.get(name), name);
    }

    Stream<Adapter> adapters() {
        return adapters.values().stream();
    }

    /** Throws what the queue did not like. */
    void look() {
        Finding seen = finding.getAndSet(null);
        if (seen != null) {
            throw seen;
        }
    }

    @Override
    public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
        try {
            Judge.accepted(event);
        } catch (Finding e) {
            finding.set(e);
        }
        long order = orders.incrementAndGet();
        return CompletableFuture.completedFuture(new Receipt(order, "%032x".formatted(order), event.dedupKey()));
    }

    @Override
    public List<LaneStatus> status() {
        return List.of();
    }

    @Override
    public EventQueue queue() {
        return this;
    }

    @Override
    public @Nullable EventFormat format(String channel) {
        return channel.equals(Judge.PAGERDUTY.channel()) ? Judge.PAGERDUTY : null;
    }

    @Override
    public ErrorShape errors(String shape) {
        return ofPagerDuty;
    }

    @Override
    public Lease openPath(String name, HttpDoor.PathSpec spec, HttpDoor.Handler handler) {
        return door.paths().open(spec, handler)::close;
    }

    @Override
    public Lease offer(DeliveryChannel channel) {
        throw new IllegalStateException("nothing is delivered here");
    }

    @Override
    public Lease offer(Adapter adapter, String routeId) {
        adapters.put(adapter.name(), adapter);
        return () -> adapters.remove(adapter.name(), adapter);
    }
}
