// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;
import org.tocsin.api.Adapter;
import org.tocsin.api.Body;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpDoor;

/** A Camel context with the component in it, and the house that the component needs. */
public final class SmallHouse extends ExternalResource implements Doors {

    public final MemoryQueue queue = new MemoryQueue();
    public final MemoryDoor door = new MemoryDoor();
    public final List<Adapter> adapters = new CopyOnWriteArrayList<>();
    public final List<DeliveryChannel> channels = new CopyOnWriteArrayList<>();
    public final DefaultCamelContext camel = new DefaultCamelContext();
    private final Workers workers;
    private boolean empty;

    public SmallHouse() {
        this(new Workers(4, 8));
    }

    public SmallHouse(Workers workers) {
        this.workers = workers;
    }

    /** From now on there is neither a queue nor a format. */
    public void becomeEmpty() {
        empty = true;
    }

    public TocsinComponent component() {
        return new TocsinComponent(this, workers);
    }

    public void routes(RouteBuilder routes) throws Exception {
        camel.addRoutes(routes);
    }

    @Override
    protected void before() {
        camel.addComponent(TocsinComponent.SCHEME, component());
        camel.getShutdownStrategy().setTimeout(5);
        camel.start();
    }

    @Override
    protected void after() {
        camel.stop();
        workers.close();
        queue.close();
    }

    @Override
    public @Nullable EventQueue queue() {
        return empty ? null : queue;
    }

    @Override
    public @Nullable EventFormat format(String channel) {
        return !empty && channel.equals("note") ? new NoteFormat() : null;
    }

    /** One protocol is known. */
    @Override
    public @Nullable ErrorShape errors(String shape) {
        return shape.equals("plain") ? (status, text) -> Body.of(status + " " + text) : null;
    }

    @Override
    public Lease openPath(String name, HttpDoor.PathSpec spec, HttpDoor.Handler handler) {
        return door.open(spec, handler)::close;
    }

    @Override
    public Lease offer(DeliveryChannel channel) {
        channels.add(channel);
        return () -> channels.remove(channel);
    }

    @Override
    public Lease offer(Adapter adapter, String routeId) {
        adapters.add(adapter);
        return () -> adapters.remove(adapter);
    }
}
