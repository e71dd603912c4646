// SPDX-License-Identifier: Apache-2.0
package org.example.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LoadRoutesTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private Path load;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Before
    public void startRoute() throws Exception {
        load = Files.writeString(folder.newFile().toPath(), "0.10 0.20 0.30 1/100 4711\n");
        camel.addComponent("tocsin", new Queue());
        camel.getComponent("load", LoadComponent.class).setFile(load);
        camel.addRoutes(new LoadRoutes(4, 20, "/etc/load.key"));
        camel.start();
    }

    @After
    public void stopRoute() {
        camel.stop();
    }

    @Test
    public void camelFindsTheComponentAndItsConverterInThisBundle() throws Exception {
        assertThat(camel.getTypeConverter().convertTo(String.class, LoadAverage.of("1.00 2.5 3 1/1 1")))
                .isEqualTo("load 1.00, 2.50, 3.00");
        assertThat(camel.getEndpoint("load:average")).isNotNull();
    }

    @Test
    public void aBusyMachineIsToldOnceAndResolved() throws Exception {
        await("the resolve").until(() -> events.size() == 1);
        Files.writeString(load, "9.00 8.00 7.00 1/100 4711\n");
        await("the trigger").until(() -> events.size() == 2);
        Files.writeString(load, "1.00 2.00 3.00 1/100 4711\n");
        await("the resolve").until(() -> events.size() == 3);

        assertThat(events.get(1)).contains("\"trigger\"", "\"summary\":\"load 9.00, 8.00, 7.00\"");
        assertThat(events.get(0))
                .isEqualTo("{\"event_action\":\"resolve\",\"dedup_key\":\"load\"}")
                .isEqualTo(events.get(2));
    }

    /** Stands in for Tocsin's component in a test without Tocsin: keeps what it gets. */
    private final class Queue extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> given) {
            given.clear();
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultProducer(this) {
                        @Override
                        public void process(Exchange exchange) {
                            events.add(exchange.getMessage().getBody(String.class));
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException("only for to(...)");
                }
            };
        }
    }
}
