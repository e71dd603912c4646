// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Outcome;

/**
 * How the way to PagerDuty is, told by the last attempt. It is there even when the configuration is wrong and nothing
 * can be delivered: then it says what to correct.
 */
@Component(
        service = {HealthPart.class, PagerDutyHealth.class},
        configurationPid = Config.PID)
public final class PagerDutyHealth implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(PagerDutyHealth.class);

    private final @Nullable Settings settings;
    private final Health first;
    private final Clock clock;
    private volatile @Nullable Outcome last;
    private volatile @Nullable String expiryTold;

    /** Reads the configuration only to say whether it is right. */
    @Activate
    public PagerDutyHealth(Config config) {
        this(config, Clock.systemUTC());
    }

    PagerDutyHealth(Config config, Clock clock) {
        Settings read = null;
        Health before;
        try {
            read = Settings.of(config);
            before = new Health(State.READY, read.peer() + ", nothing sent yet");
        } catch (IllegalArgumentException e) {
            LOG.error("TOCSIN-PAGERDUTY-001 nothing is delivered: {}", e.getMessage());
            before = new Health(State.DEGRADED, "TOCSIN-PAGERDUTY-001 nothing is delivered: " + e.getMessage());
        }
        this.settings = read;
        this.first = before;
        this.clock = clock;
    }

    @Override
    public String part() {
        return PagerDutyFormat.CHANNEL;
    }

    @Override
    public Health health() {
        Outcome outcome = last;
        Health now = outcome == null || settings == null ? first : after(outcome, settings);
        String expiring = expiring();
        return expiring == null || now.state() != State.READY ? now : new Health(State.DEGRADED, expiring);
    }

    /** What is to be renewed, in the log once; null while nothing is. */
    private @Nullable String expiring() {
        String expiring = settings == null ? null : settings.outbound().expiring(clock.instant());
        if (expiring != null && !expiring.equals(expiryTold)) {
            LOG.warn("TOCSIN-PAGERDUTY-006 {}", expiring);
        }
        expiryTold = expiring;
        return expiring;
    }

    /** Takes note of an attempt. A refusal of one event, or a request to slow down, is an answer: the way is open. */
    void attempted(Outcome outcome) {
        last = outcome; // put into words when somebody asks
    }

    private static Health after(Outcome outcome, Settings settings) {
        String peer = settings.peer();
        if (outcome instanceof Outcome.Delivered delivered) {
            return new Health(State.READY, peer + ", last answer " + delivered.answer());
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            return new Health(State.READY, peer + ", last answer " + rejected.answer());
        }
        Outcome.RetryLater later = (Outcome.RetryLater) outcome;
        return later.backoff().equals(settings.waits().throttle())
                ? new Health(State.READY, peer + ", asks to slow down, last answer " + later.reason())
                : new Health(State.DEGRADED, "last attempt failed, " + later.reason());
    }
}
