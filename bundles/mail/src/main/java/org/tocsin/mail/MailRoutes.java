// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.tocsin.api.Outcome;
import org.tocsin.channel.TargetDelivery;

/** One attempt to deliver one event to mailboxes: an {@link Outcome} comes back. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class MailRoutes extends RouteBuilder {

    private final String from;
    private final Config config;
    private final MailBoard board;
    private volatile @Nullable MailAttempt attempt;

    /** For the engine. */
    @Activate
    public MailRoutes(@Reference MailBoard board, Config config) {
        this("tocsin:deliver?channel=" + MailFormat.CHANNEL, config, board);
    }

    MailRoutes(String from, Config config, MailBoard board) {
        this.from = from;
        this.config = config;
        this.board = board;
    }

    /** @throws IllegalArgumentException when the configuration is wrong: thrown here, the engine shows why we wait */
    @Override
    public void configure() throws Exception {
        Config.Settings settings = Config.Settings.of(config);
        MailAttempt mail = new MailAttempt(getContext(), settings);
        attempt = mail;
        from(from)
                .routeId("mail.deliver")
                // what a failure means, and that it is tried again, is not Camel's to say
                .errorHandler(noErrorHandler())
                .streamCache("false")
                .process(new TargetDelivery<>(board, settings.waits(), mail));
    }

    /** Closes what {@link #configure} opened. */
    @Deactivate
    void close() throws InterruptedException {
        MailAttempt opened = attempt;
        if (opened != null) {
            opened.end();
        }
    }
}
