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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.channel.http.HttpSender;

/** One attempt to deliver one event: the body goes out as it is, an {@link Outcome} comes back. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class PagerDutyRoutes extends RouteBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(PagerDutyRoutes.class);

    private final String from;
    private final Config config;
    private final String version;
    private final PagerDutyHealth health;
    private final PagerDutyMeters meters;
    private volatile @Nullable HttpSender sender;

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

    /**
     * Goes by the configuration that is in force.
     *
     * @throws IllegalArgumentException when there is none, as it is wrong from the start: thrown here, the engine shows why
     *     we wait
     */
    @Override
    public void configure() throws Exception {
        Settings settings = Settings.of(health.inForce(config));
        AnswerClassifier classifier = new AnswerClassifier(settings, Clock.systemUTC());
        if (settings.isExposed()) {
            LOG.warn("TOCSIN-PAGERDUTY-002 keys travel unencrypted to {}, use https in url", settings.peer());
        }
        settings.outbound().remarks().forEach(remark -> LOG.warn("TOCSIN-PAGERDUTY-004 {}", remark));
        try {
            settings.outbound().check();
        } catch (IllegalArgumentException e) {
            LOG.error("TOCSIN-PAGERDUTY-005 nothing is delivered until it is put right: {}", e.getMessage());
        }
        HttpSender http = new HttpSender(PagerDutyFormat.CHANNEL, version, settings.bounds(), settings.outbound());
        sender = http;

        Posting posting = new Posting(classifier, health, meters);
        for (Shape shape : Shape.values()) {
            posting.add(shape, http.endpoint(getContext(), settings.endpoint(shape)));
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
        HttpSender opened = sender;
        if (opened != null) {
            opened.close();
        }
    }
}
