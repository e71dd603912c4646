// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.time.Duration;
import java.util.List;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.benchmarks.http.Contender;
import org.tocsin.engine.component.Doors;
import org.tocsin.engine.component.TocsinComponent;
import org.tocsin.engine.component.Workers;

/** The house's own listener and endpoint, with the bounds and the token check of every day. */
public final class OurDoor implements Contender {

    @Override
    public void open(DefaultCamelContext camel, int port, AsyncProcessor accept) throws Exception {
        PathTable paths = new PathTable(List.of(), () -> {});
        Settings settings = new Settings(
                Address.parse("127.0.0.1:" + port),
                Integer.getInteger("eventLoops", 2),
                1_024,
                2_048,
                32 << 20,
                16_384,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30));
        Listener listener =
                Listener.open(settings, paths, new Gate("benchmark-token-0123", true), System::nanoTime);
        Runtime.getRuntime().addShutdownHook(new Thread(listener::close));
        camel.addComponent("tocsin", new TocsinComponent(new House(paths), new Workers(16, 64)));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:http?door=api&path=/send&methods=POST&credential=token&blocking=false")
                        .process(accept);
            }
        });
    }

    /** A house of one door. */
    private record House(HttpDoor door) implements Doors {
        @Override
        public @Nullable EventQueue queue() {
            return null;
        }

        @Override
        public @Nullable EventFormat format(String channel) {
            return null;
        }

        @Override
        public Lease openPath(String name, HttpDoor.PathSpec spec, HttpDoor.Handler handler) {
            return door.open(spec, handler)::close;
        }

        @Override
        public Lease offer(DeliveryChannel channel) {
            throw new UnsupportedOperationException("nothing is delivered here");
        }
    }
}
