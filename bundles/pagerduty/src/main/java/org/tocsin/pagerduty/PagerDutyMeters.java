// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.channel.DeadlineExceededException;

/** How long attempts take and what comes back, by a few classes; while a registry is there to count in. */
@Component(service = PagerDutyMeters.class)
public final class PagerDutyMeters {

    private static final Logger LOG = LoggerFactory.getLogger(PagerDutyMeters.class);
    private static final int TOO_MANY = 429;

    /** From a near gateway to the deadline of an attempt. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private record Made(MeterRegistry registry, Map<String, Timer> timers) {
        void record(String answer, Duration time) {
            timers.computeIfAbsent(answer, this::timer).record(time);
        }

        private Timer timer(String answer) {
            return Timer.builder("tocsin.pagerduty.attempt")
                    .description("One request to PagerDuty, by what came back")
                    .tag("answer", answer)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
        }
    }

    private volatile @Nullable Made made;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setMeters(MeterRegistry registry) {
        made = new Made(registry, new ConcurrentHashMap<>());
    }

    void unsetMeters(MeterRegistry registry) {
        Made now = made;
        if (now != null && now.registry == registry) {
            made = null;
        }
    }

    /** PagerDuty, or whoever is in its place, answered. */
    void answered(int status, long nanos) {
        count(status == TOO_MANY ? "429" : status / 100 + "xx", nanos);
    }

    /** Nobody did. */
    void failed(Throwable failure, long nanos) {
        count(word(failure), nanos);
    }

    private void count(String answer, long nanos) {
        Made now = made;
        if (now != null) {
            try {
                now.record(answer, Duration.ofNanos(nanos));
            } catch (RuntimeException | LinkageError e) {
                LOG.debug("the registry of meters failed", e); // which must not fail the attempt
            }
        }
    }

    private static String word(Throwable failure) {
        if (failure instanceof DeadlineExceededException || failure instanceof SocketTimeoutException) {
            return "timeout";
        }
        if (failure instanceof UnknownHostException) {
            return "unresolved";
        }
        if (failure instanceof SSLException) {
            return "tls";
        }
        return failure instanceof ConnectException || failure instanceof NoRouteToHostException
                ? "unreachable"
                : "broken";
    }
}
