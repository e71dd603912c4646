// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;

/** The route in a Camel context of its own, entered by {@code direct:} as the queue would enter it. */
final class Delivering implements AutoCloseable {

    static final String KEY = "0123456789abcdef0123456789ABCDEF";
    static final String BODY = "{\"routing_key\":\"" + KEY + "\",\"big\":12345678901234567890, \"text\":\"ü\"}";

    private static final String FROM = "direct:pagerduty.deliver";

    final PagerDutyHealth health;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PagerDutyMeters meters = new PagerDutyMeters();
    private final PagerDutyRoutes routes;
    final CamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template;

    Delivering(Config config) throws Exception {
        health = new PagerDutyHealth(config);
        meters.setMeters(registry);
        routes = new PagerDutyRoutes(FROM, config, "1.2.3", health, meters);
        camel.addRoutes(routes);
        camel.start();
        template = camel.createProducerTemplate();
    }

    static Delivering to(String url) throws Exception {
        return new Delivering(Configs.with("url", url, "deadline", "PT5S", "connectTimeout", "PT2S"));
    }

    Outcome deliver(String format) {
        return deliver(format, BODY, Map.of());
    }

    Outcome deliver(String format, String body, Map<String, Object> headers) {
        Object answer = template.send(FROM, ExchangePattern.InOut, exchange -> {
                    exchange.setProperty(TocsinProperties.FORMAT, format);
                    exchange.setProperty(TocsinProperties.KEY, KEY);
                    exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
                    exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
                })
                .getMessage()
                .getBody();
        return (Outcome) answer;
    }

    @Override
    public void close() throws Exception {
        template.close();
        camel.stop();
        routes.close();
    }
}
