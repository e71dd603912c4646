// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** {@code to("tocsin:event?channel=pagerduty&format=v2&keyFile=/path")}: puts the body on the queue. */
final class EventEndpoint extends DefaultEndpoint {

    private final TocsinComponent component;
    private final EventOptions options;

    EventEndpoint(String uri, TocsinComponent component, EventOptions options) {
        super(uri, component);
        this.component = component;
        this.options = options;
    }

    @Override
    public Producer createProducer() {
        return new EventProducer(this, component.doors(), component.workers(), options);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "tocsin:event: is for to(...), events leave by from(\"tocsin:deliver\")");
    }

    @Override
    public boolean isRemote() {
        return false;
    }
}
