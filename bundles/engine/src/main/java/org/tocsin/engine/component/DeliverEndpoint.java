// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import org.apache.camel.Consumer;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** {@code from("tocsin:deliver?channel=pagerduty")}: a route that delivers the events of a channel. */
final class DeliverEndpoint extends DefaultEndpoint {

    private final TocsinComponent component;
    private final String channel;

    DeliverEndpoint(String uri, TocsinComponent component, String channel) {
        super(uri, component);
        this.component = component;
        this.channel = channel;
        setExchangePattern(ExchangePattern.InOut);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "tocsin:deliver: is for from(...), events are sent by to(\"tocsin:event\")");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        DeliverConsumer consumer = new DeliverConsumer(this, processor, component.doors(), channel);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isRemote() {
        return false;
    }
}
