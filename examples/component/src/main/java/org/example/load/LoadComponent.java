// SPDX-License-Identifier: Apache-2.0
package org.example.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * {@code to("load:average")}: the body becomes the machine's {@link LoadAverage}. Camel finds this class by
 * {@code META-INF/services/org/apache/camel/component/load}, in this bundle and nowhere else.
 */
public final class LoadComponent extends DefaultComponent {

    private Path file = Path.of("/proc/loadavg");

    /** Reads another file; for tests. */
    void setFile(Path other) {
        file = other;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        if (!remaining.equals("average")) {
            throw new IllegalArgumentException("load:" + remaining + ": is no endpoint, use load:average");
        }
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new DefaultProducer(this) {
                    @Override
                    public void process(Exchange exchange) throws Exception {
                        exchange.getMessage().setBody(LoadAverage.of(Files.readString(file)));
                    }
                };
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                throw new UnsupportedOperationException("load: is for to(...)");
            }
        };
    }
}
