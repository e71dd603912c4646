// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** An endpoint at which routes begin: adapter, deliver, http. */
final class InboundEndpoint extends DefaultEndpoint {

    private final Beginning beginning;
    private final String otherWay;

    /** Makes the beginning of a route. */
    @FunctionalInterface
    interface Beginning {
        Consumer of(InboundEndpoint endpoint, Processor route);
    }

    /** @param otherWay what to say to who ends a route here: who or what goes the other way */
    InboundEndpoint(String uri, Component component, Beginning beginning, String otherWay) {
        super(uri, component);
        this.beginning = beginning;
        this.otherWay = otherWay;
        setExchangePattern(ExchangePattern.InOut);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(otherWay);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = beginning.of(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isRemote() {
        return false;
    }
}
