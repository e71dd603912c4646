// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import org.apache.camel.Consumer;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** {@code from("tocsin:adapter?name=nagios")}: a route that makes events of what a tool sends. */
final class AdapterEndpoint extends DefaultEndpoint {

    private final TocsinComponent component;
    private final AdapterOptions options;

    AdapterEndpoint(String uri, TocsinComponent component, AdapterOptions options) {
        super(uri, component);
        this.component = component;
        this.options = options;
        setExchangePattern(ExchangePattern.InOut);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "tocsin:adapter: is for from(...), the doors of the house hand in what tools send");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        AdapterConsumer consumer = new AdapterConsumer(this, processor, component.doors(), options);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isRemote() {
        return false;
    }
}
