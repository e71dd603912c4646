// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.tocsin.api.Lane;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;

/** The route of a channel in a Camel context of its own, entered by {@code direct:} as the queue would enter it. */
public final class Delivering implements AutoCloseable {

    /** What the route begins with. */
    public static final String FROM = "direct:delivering";

    private final CamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final String channel;
    private final AtomicLong orders = new AtomicLong();
    private volatile String store = "0123456789abcdef";

    /** Starts the routes of this channel. */
    public Delivering(String channel, RoutesBuilder routes) throws Exception {
        this.channel = channel;
        camel.addRoutes(routes);
        camel.start();
        template = camel.createProducerTemplate();
    }

    /** From now on the events lie in a store of this name, 16 digits. */
    public void store(String name) {
        store = name;
    }

    /** Delivers the next event. */
    public Outcome deliver(String target, String format, String body) {
        return deliver(target, format, body, orders.incrementAndGet());
    }

    /** Delivers an event of this order number. */
    public Outcome deliver(String target, String format, String body, long order) {
        Object answer = template.send(FROM, ExchangePattern.InOut, exchange -> {
                    exchange.setProperty(TocsinProperties.FORMAT, format);
                    exchange.setProperty(TocsinProperties.KEY, target);
                    exchange.setProperty(TocsinProperties.LANE, new Lane(channel, target).id());
                    exchange.setProperty(TocsinProperties.ORDER, order);
                    exchange.setProperty(
                            TocsinProperties.EVENT_KEY, store + HexFormat.of().toHexDigits(order));
                    exchange.getMessage().setHeader("Authorization", "of somebody else");
                    exchange.getMessage().setHeader("CamelHttpPath", "/elsewhere");
                    exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
                })
                .getMessage()
                .getBody();
        return (Outcome) answer;
    }

    /** A trigger of Events API v2. */
    public static String trigger(String summary) {
        return "{\"event_action\":\"trigger\",\"dedup_key\":\"k\",\"payload\":{\"summary\":\"" + summary
                + "\",\"source\":\"web1\",\"severity\":\"critical\"}}";
    }

    /** The defaults of a configuration with some values changed: keys and values by turns. */
    public static <C> C config(Class<C> type, String... keysAndValues) {
        Map<String, String> changed = properties(keysAndValues);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        changed.getOrDefault(method.getName(), (String) method.getDefaultValue())));
    }

    /** The properties of a target's file. */
    public static Map<String, String> target(String pid, String name, String... keysAndValues) {
        Map<String, String> properties = properties(keysAndValues);
        properties.put("service.pid", pid + '~' + name);
        properties.put("service.factoryPid", pid);
        properties.put("component.name", "x");
        properties.put("osgi.ds.satisfying.condition.target", "(osgi.condition.id=true)");
        return properties;
    }

    private static Map<String, String> properties(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    @Override
    public void close() throws Exception {
        template.close();
        camel.stop();
    }
}
