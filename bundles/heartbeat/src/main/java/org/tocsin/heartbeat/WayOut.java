// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.SettingsInForce;
import org.tocsin.channel.http.Outbound;

/**
 * The way out of this host that leads to PagerDuty: as the channel's configuration says it, which is said once, for events
 * and for the heartbeat.
 */
@Component(service = WayOut.class, configurationPid = WayOut.PID)
public final class WayOut {

    /** The channel's. */
    static final String PID = "org.tocsin.pagerduty";

    private static final Logger LOG = LoggerFactory.getLogger(WayOut.class);

    private final SettingsInForce<Outbound.Written> inForce = new SettingsInForce<>();
    private final Map<String, String> environment;
    private volatile Runnable changed = () -> {};

    /** The keys that are read here; the channel has them with the same defaults. */
    @interface Keys {
        /** An HTTP proxy. */
        String proxy() default "";

        /** A file with the login for it. */
        String proxyLoginFile() default "";

        /** Hosts that are asked without it. */
        String noProxy() default "";

        /** Authorities to believe besides those of the JVM. */
        String caFile() default "";

        /** Our certificate. */
        String clientCertificate() default "";

        /** Its key. */
        String clientKey() default "";

        /** The password of both. */
        String clientKeyPasswordFile() default "";

        /** From where connections are made. */
        String sourceAddress() default "";

        /** Which addresses are tried first. */
        String preferAddresses() default "system";
    }

    /** As it is configured now. */
    @Activate
    public WayOut(Keys keys) {
        this(keys, System.getenv());
    }

    WayOut(Keys keys, Map<String, String> environment) {
        this.environment = environment;
        modified(keys);
    }

    /** As the channel does, it goes on with what was right when a wrong value is typed into a running agent. */
    @Modified
    void modified(Keys keys) {
        // the channel tells it in the log, and who uses this in its status
        if (inForce.read(() -> checked(keys), wrong -> LOG.debug("no other way out: {}", wrong))) {
            changed.run();
        }
    }

    private Outbound.Written checked(Keys keys) {
        Outbound.Written written = new Outbound.Written(
                keys.proxy(),
                keys.proxyLoginFile(),
                keys.noProxy(),
                keys.caFile(),
                keys.clientCertificate(),
                keys.clientKey(),
                keys.clientKeyPasswordFile(),
                keys.sourceAddress(),
                keys.preferAddresses());
        outbound(written);
        return written;
    }

    private Outbound outbound(Outbound.Written written) {
        return Outbound.of(PID + ".cfg", written, environment);
    }

    /** Has somebody told when there is another one. */
    void follow(Runnable follower) {
        changed = follower;
    }

    /** For connections of one's own; empty when what is configured was wrong from the start. */
    Optional<Outbound> outbound() {
        return inForce.settings().map(this::outbound);
    }

    /** What is wrong; empty when nothing is. */
    String problem() {
        return inForce.problem();
    }

    /** How a part stands that goes this way. */
    Health over(Health health) {
        return inForce.over(health);
    }
}
