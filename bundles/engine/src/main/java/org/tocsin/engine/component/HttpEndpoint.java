// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import org.apache.camel.Consumer;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** {@code from("tocsin:http?door=api&path=/send")}: answers requests on a listener of the house. */
final class HttpEndpoint extends DefaultEndpoint {

    private final TocsinComponent component;
    private final HttpOptions options;

    HttpEndpoint(String uri, TocsinComponent component, HttpOptions options) {
        super(uri, component);
        this.component = component;
        this.options = options;
        setExchangePattern(ExchangePattern.InOut);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("tocsin:http: is for from(...), send requests with to(\"http:...\")");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        HttpConsumer consumer = new HttpConsumer(this, processor, component.doors(), component.workers(), options);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isRemote() {
        return false;
    }
}
