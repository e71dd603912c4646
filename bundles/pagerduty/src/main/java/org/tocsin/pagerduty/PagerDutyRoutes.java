// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.time.Clock;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;

/** One attempt to deliver one event: the body goes out as it is, an {@link Outcome} comes back. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class PagerDutyRoutes extends RouteBuilder {

    private final String from;
    private final Config config;
    private final String version;
    private final PagerDutyHealth health;
    private final PagerDutyMeters meters;
    private volatile @Nullable PagerDutyClient client;

    /** For the engine. */
    @Activate
    public PagerDutyRoutes(
            @Reference PagerDutyHealth health,
            @Reference PagerDutyMeters meters,
            BundleContext context,
            Config config) {
        this(
                "tocsin:deliver?channel=" + PagerDutyFormat.CHANNEL,
                config,
                context.getBundle().getVersion().toString(),
                health,
                meters);
    }

    PagerDutyRoutes(String from, Config config, String version, PagerDutyHealth health, PagerDutyMeters meters) {
        this.from = from;
        this.config = config;
        this.version = version;
        this.health = health;
        this.meters = meters;
    }

    /** @throws IllegalArgumentException when the configuration is wrong: thrown here, the engine shows why we wait */
    @Override
    public void configure() throws Exception {
        Settings settings = Settings.of(config);
        AnswerClassifier classifier = new AnswerClassifier(settings, Clock.systemUTC());
        PagerDutyClient http = new PagerDutyClient(settings, version);
        client = http;

        Posting posting = new Posting(classifier, health, meters);
        for (Shape shape : Shape.values()) {
            posting.add(shape, http.endpoint(getContext(), shape));
        }
        from(from)
                .routeId("pagerduty.deliver")
                // what a failure means, and that it is tried again, is not Camel's to say
                .errorHandler(noErrorHandler())
                .streamCache("false")
                .process(posting);
    }

    /** Closes what {@link #configure} opened. */
    @Deactivate
    void close() throws InterruptedException {
        PagerDutyClient opened = client;
        if (opened != null) {
            opened.close();
        }
    }
}
