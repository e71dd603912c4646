// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;

/** One attempt to deliver one event: the body goes out as it is, an {@link Outcome} comes back. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class PagerDutyRoutes extends RouteBuilder {

    private static final ContentType JSON = ContentType.create("application/json");

    private final String from;
    private final Config config;
    private final String version;
    private final PagerDutyHealth health;
    private volatile @Nullable PagerDutyClient client;

    /** For the engine. */
    @Activate
    public PagerDutyRoutes(@Reference PagerDutyHealth health, BundleContext context, Config config) {
        this(
                "tocsin:deliver?channel=" + PagerDutyFormat.CHANNEL,
                config,
                context.getBundle().getVersion().toString(),
                health);
    }

    PagerDutyRoutes(String from, Config config, String version, PagerDutyHealth health) {
        this.from = from;
        this.config = config;
        this.version = version;
        this.health = health;
    }

    /** @throws IllegalArgumentException when the configuration is wrong: thrown here, the engine shows why we wait */
    @Override
    public void configure() throws Exception {
        Settings settings = Settings.of(config);
        AnswerClassifier classifier = new AnswerClassifier(settings, Clock.systemUTC());
        PagerDutyClient http = new PagerDutyClient(settings, version);
        client = http;

        onException(Throwable.class)
                .handled(true)
                .process(exchange -> settle(
                        exchange, classifier.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))));

        var byFormat = from(from)
                .routeId("pagerduty.deliver")
                .process(PagerDutyRoutes::prepare)
                .choice();
        for (Shape shape : Shape.values()) {
            byFormat = byFormat.when(exchange -> shape.word.equals(exchange.getProperty(TocsinProperties.FORMAT)))
                    .to(http.endpoint(getContext(), shape))
                    .process(exchange -> settle(exchange, classifier.of(shape, answer(exchange), key(exchange))));
        }
        // a body of a format that this version does not know: a dead letter keeps it until one does
        byFormat.otherwise()
                .process(exchange ->
                        settle(exchange, new Outcome.Rejected("format: is not known, use v1, v2 or change")));
    }

    /** Closes what {@link #configure} opened. */
    @Deactivate
    void close() throws InterruptedException {
        PagerDutyClient opened = client;
        if (opened != null) {
            opened.close();
        }
    }

    /** Nothing but the body and its type leaves; what an exchange carries besides stays here. */
    private static void prepare(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(new ByteArrayEntity(message.getMandatoryBody(byte[].class), JSON));
    }

    private static ApiAnswer answer(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        return new ApiAnswer(
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, int.class),
                message.getHeader(HttpHeaders.RETRY_AFTER, String.class),
                new String(message.getMandatoryBody(byte[].class), StandardCharsets.UTF_8));
    }

    private static String key(Exchange exchange) {
        return exchange.getProperty(TocsinProperties.KEY, "", String.class);
    }

    private void settle(Exchange exchange, Outcome outcome) {
        health.attempted(outcome);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(outcome);
    }
}
