// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Outcome;
import org.tocsin.api.SettingsInForce;
import org.tocsin.api.SettingsReader;

/**
 * How the way to PagerDuty is, told by the last attempt, and the configuration that is in force. It stays when that changes;
 * when it is wrong at the start, nothing can be delivered, and it says what to correct.
 */
@Component(
        service = {HealthPart.class, PagerDutyHealth.class},
        immediate = true,
        configurationPid = Config.PID)
public final class PagerDutyHealth implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(PagerDutyHealth.class);
    private static final String NOTHING = "nothing is delivered: ";

    private final SettingsInForce<Map<String, String>> inForce = new SettingsInForce<>();
    private final Clock clock;
    private volatile @Nullable Settings settings;
    private volatile @Nullable Outcome last;
    private volatile @Nullable String expiryTold;

    /** Reads the configuration. */
    @Activate
    public PagerDutyHealth(Config config) {
        this(config, Clock.systemUTC());
    }

    PagerDutyHealth(Config config, Clock clock) {
        this.clock = clock;
        Config unused = inForce(config);
    }

    /** Reads it again. */
    @Modified
    void modified(Config config) {
        Config unused = inForce(config);
    }

    /** The configuration to work with: this one, or the one before when this one is wrong and there is one. */
    Config inForce(Config offered) {
        Supplier<Map<String, String>> checked = () -> {
            Settings unused = Settings.of(offered);
            return SettingsReader.values(Config.class, offered);
        };
        if (inForce.read(checked, this::tell)) {
            settings = Settings.of(offered);
            last = null;
        }
        return inForce.settings()
                .map(values -> SettingsReader.of(Config.class, values))
                .orElse(offered);
    }

    private void tell(String wrong) {
        LOG.error("TOCSIN-PAGERDUTY-001 {}{}", settings == null ? NOTHING : "", wrong);
    }

    @Override
    public String part() {
        return PagerDutyFormat.CHANNEL;
    }

    @Override
    public Health health() {
        Settings now = settings;
        if (now == null) {
            return new Health(State.DEGRADED, "TOCSIN-PAGERDUTY-001 " + NOTHING + inForce.problem());
        }
        Outcome outcome = last;
        Health told = inForce.over(
                outcome == null ? new Health(State.READY, now.peer() + ", nothing sent yet") : after(outcome, now));
        String expiring = expiring(now);
        return expiring == null || told.state() != State.READY ? told : new Health(State.DEGRADED, expiring);
    }

    /** What is to be renewed, in the log once; null while nothing is. */
    private @Nullable String expiring(Settings now) {
        String expiring = now.outbound().expiring(clock.instant());
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
