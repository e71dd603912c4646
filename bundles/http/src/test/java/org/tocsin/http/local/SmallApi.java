// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.rules.ExternalResource;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.engine.component.Doors;
import org.tocsin.engine.component.TocsinComponent;
import org.tocsin.engine.component.Workers;
import org.tocsin.http.Doorway;

/** The real routes and endpoints of the local API, with a queue in memory behind them. */
final class SmallApi extends ExternalResource {

    /** How long a request waits for a long piece of work. */
    static final Duration PATIENCE = Duration.ofMillis(200);

    /** How far the clock that bounds a request's work is ahead. */
    final AtomicLong ahead = new AtomicLong();

    final SmallQueue queue = new SmallQueue();
    final Spine spine = new Spine(Duration.ofSeconds(3), () -> System.nanoTime() + ahead.get());
    final QueueDesk desk = new QueueDesk(spine, PATIENCE, System::nanoTime);
    final HealthBoard board = new HealthBoard(spine);
    final List<HttpDoor.PathSpec> opened = new CopyOnWriteArrayList<>();
    final RouteBoard routeBoard = new RouteBoard();
    final SmallRoutes routes = new SmallRoutes();
    final PluginBook plugins = new PluginBook();
    final List<Duration> graces = new CopyOnWriteArrayList<>();
    final TokenBook tokens = new TokenBook();
    final Adapters adapters = new Adapters();
    final Inputs inputs = new Inputs(spine, adapters, new PluginBook());
    final AdapterBoard adapterBoard = new AdapterBoard(adapters, routeBoard, spine);
    final List<Map<String, Object>> headersInRoutes = new CopyOnWriteArrayList<>();

    private final DefaultCamelContext camel = new DefaultCamelContext();
    final WordFormat format = new WordFormat();
    private final Doorway doorway;
    private final Workers workers;

    SmallApi(Doorway doorway, int threads, int waiting) {
        this.doorway = doorway;
        workers = new Workers(threads, waiting);
    }

    @Override
    protected void before() throws Exception {
        spine.bindQueue(queue);
        spine.bindControl(queue);
        spine.bindFormat(format);
        routeBoard.bindControl(routes);
        camel.addComponent("tocsin", new TocsinComponent(new House(), workers));
        camel.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeCreatedEvent created) {
                    headersInRoutes.add(
                            Map.copyOf(created.getExchange().getMessage().getHeaders()));
                }
            }
        });
        camel.addRoutes(new SendRoutes());
        camel.addRoutes(new QueueRoutes(spine, desk));
        camel.addRoutes(new LaneRoutes(desk));
        camel.addRoutes(new EventRoutes(spine, desk));
        camel.addRoutes(new StoreRoutes(desk));
        camel.addRoutes(new HealthRoutes(board));
        camel.addRoutes(new IntegrationRoutes(spine, inputs));
        camel.addRoutes(new DescriptionRoutes(() -> List.of(part())));
        camel.addRoutes(new RouteRoutes(routeBoard));
        camel.addRoutes(new AdapterRoutes(adapterBoard));
        camel.addRoutes(new PluginRoutes(plugins));
        tokens.bindKeeper(graces::add);
        camel.addRoutes(new SecretRoutes(tokens));
        camel.addRoutes(
                new CliRoutes(new InnerAgent(spine, desk, board, routeBoard, adapterBoard, inputs, plugins, tokens)));
        camel.start();
    }

    @Override
    protected void after() {
        camel.stop();
        workers.close();
        desk.close();
    }

    /** The part of the API's description that the bundle brings. */
    private static JsonObject part() {
        try (InputStream in = SmallApi.class.getClassLoader().getResourceAsStream(ApiDescription.PART)) {
            return new JsonObject(Buffer.buffer(Objects.requireNonNull(in).readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the endpoints find. */
    private final class House implements Doors {
        @Override
        public EventQueue queue() {
            return queue;
        }

        @Override
        public EventFormat format(String channel) {
            return format;
        }

        @Override
        public Lease openPath(String door, HttpDoor.PathSpec spec, HttpDoor.Handler handler) {
            assertThat(door).isEqualTo("api");
            opened.add(spec);
            return doorway.door().open(spec, handler)::close;
        }

        @Override
        public Lease offer(DeliveryChannel channel) {
            throw new AssertionError("nothing is delivered here");
        }
    }
}
