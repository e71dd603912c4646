// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.StartupFailure;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.cli.RefusedException;
import org.tocsin.http.local.LocalApi;
import org.tocsin.http.local.TokenKeeper;

/**
 * The listener of the local API: binds when it is made and offers itself as the {@link HttpDoor} {@code api}. When it cannot
 * start it stays, and says why in its health.
 */
public final class Intake {

    /** The settings; texts, so that a wrong value is told with its key and remedy instead of hiding the component. */
    @ObjectClassDefinition(name = "Tocsin HTTP", description = "The listener of the local API")
    public @interface Config {
        @AttributeDefinition(description = "Where the local API listens, host:port.")
        String address() default "127.0.0.1:49463";

        @AttributeDefinition(
                description = "The file with the token of the local API; empty: secret in the data directory.")
        String secretFile() default "";

        @AttributeDefinition(
                name = "tls.certificate",
                description =
                        "PEM file with the listener's certificate, then those up to its issuer; empty: in the clear.")
        String tls_certificate() default "";

        @AttributeDefinition(
                name = "tls.key",
                description = "PEM file with the key of the certificate, not readable by others.")
        String tls_key() default "";

        @AttributeDefinition(
                name = "tls.ca",
                description = "PEM file by which clients of this host check the certificate; empty: tls.certificate.")
        String tls_ca() default "";

        @AttributeDefinition(
                name = "tls.name",
                description =
                        "The name in the certificate that clients of this host check; empty: that of the address.")
        String tls_name() default "";

        @AttributeDefinition(
                description =
                        "Whether an address that other machines reach may be without TLS: refuse or allow; empty: refuse.")
        String plaintext() default "";

        @AttributeDefinition(description = "Threads that serve; none is held by a request that waits.")
        String eventLoops() default "2";

        @AttributeDefinition(description = "Connections at one time; more are answered with 503.")
        String maxConnections() default "1024";

        @AttributeDefinition(description = "Requests at one time, over all connections; more are answered with 503.")
        String maxWaiting() default "2048";

        @AttributeDefinition(description = "Sum of the bodies of these requests, in bytes; more is answered with 503.")
        String maxWaitingBytes() default "33554432";

        @AttributeDefinition(description = "Headers of a request, in bytes; more is answered with 431.")
        String maxHeaderSize() default "16384";

        @AttributeDefinition(description = "How long headers and body of a request may each take to arrive.")
        String readTimeout() default "PT10S";

        @AttributeDefinition(description = "How long a connection may stay without a next request.")
        String idleTimeout() default "PT60S";

        @AttributeDefinition(description = "How long an answer may take; then 504.")
        String answerTimeout() default "PT30S";
    }

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final String IN_THE_CLEAR =
            "; warning: it can be reached from other machines, and the token crosses the network in the clear";

    private final AtomicBoolean announced = new AtomicBoolean();
    private final PathTable paths = new PathTable(LocalApi.PATHS, LocalApi.OF_PAGERDUTY, this::announce);
    private final @Nullable Listener listener;
    private final @Nullable KeptToken token;
    private final @Nullable TlsKeys keys;
    private final @Nullable FileWatch watch;
    private final boolean clear;
    private final String failure;
    private @Nullable ServiceRegistration<HttpDoor> door;

    /** Binds, or fails visibly. */
    Intake(BundleContext bundle, TokenRings rings, Config config, Said said) {
        Listener opened = null;
        KeptToken kept = null;
        TlsKeys shown = null;
        String problem = "";
        boolean open = false;
        try {
            Settings settings = Settings.of(config, said.address(config));
            kept = new KeptToken(secretFile(said.secretFile(config)), rings, System::nanoTime);
            shown = settings.tls() == null ? null : new TlsKeys(settings.tls(), Clock.systemUTC());
            open = settings.isOpenToEavesdroppers();
            if (open) {
                LOG.warn(
                        "TOCSIN-HTTP-007 {}: plaintext: the address {} can be reached from other machines, and the token"
                                + " crosses the network in the clear; set tls.certificate and tls.key",
                        Settings.FILE,
                        settings.address().text());
            }
            Gate gate = new Gate(kept.ring(), settings.address().isLoopback());
            opened = Listener.open(settings, shown, paths, gate, System::nanoTime);
        } catch (NotStartedException | IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
            LOG.error("TOCSIN-HTTP-001 {}", problem);
            LOG.debug("TOCSIN-HTTP-001 in full", e);
            tellLauncher(problem);
        }
        listener = opened;
        token = kept;
        keys = shown;
        clear = open;
        failure = problem;
        watch = opened == null ? null : watch(kept, shown);
        if (opened != null) {
            door = bundle.registerService(
                    HttpDoor.class, paths, FrameworkUtil.asDictionary(Map.of(HttpDoor.DOOR, "api")));
        }
    }

    private static FileWatch watch(@Nullable KeptToken token, @Nullable TlsKeys keys) {
        List<Runnable> looks = new ArrayList<>();
        if (token != null) {
            looks.add(token::look);
        }
        if (keys != null) {
            looks.add(keys::look);
        }
        return new FileWatch(looks);
    }

    /** Closes everything. */
    void close() {
        ServiceRegistration<HttpDoor> registration = door;
        if (registration != null) {
            registration.unregister();
        }
        FileWatch looking = watch;
        if (looking != null) {
            looking.close();
        }
        Listener open = listener;
        if (open != null) {
            open.close();
        }
    }

    /** Why it does not listen; empty when it does. */
    String failure() {
        return failure;
    }

    /** How it stands. */
    Health health() {
        Listener open = listener;
        if (open == null) {
            return new Health(State.FAILED, failure);
        }
        List<String> missing = paths.missing();
        String problem = problem();
        if (missing.isEmpty() && problem != null) {
            return new Health(State.DEGRADED, problem);
        }
        if (missing.isEmpty()) {
            return new Health(State.READY, "listens on " + open.url() + (clear ? IN_THE_CLEAR : ""));
        }
        // a path of another kind may be stopped by hand, and the agent takes events all the same
        boolean essential = missing.stream().anyMatch(LocalApi.ESSENTIAL::contains);
        return new Health(
                essential ? State.FAILED : State.DEGRADED, "waits for the routes of " + String.join(", ", missing));
    }

    /** As {@link TokenKeeper} says. */
    void rotate(Duration grace) throws RefusedException {
        KeptToken kept = token;
        if (kept == null) {
            throw new RefusedException(RefusedException.Reason.BUSY, "secret: " + failure);
        }
        try {
            kept.rotate(grace);
        } catch (NotStartedException e) {
            throw new RefusedException(RefusedException.Reason.BUSY, "secret: " + e.getMessage());
        }
    }

    /** What is wrong with a file that is read again when it changes; null when nothing is. */
    private @Nullable String problem() {
        KeptToken kept = token;
        String problem = kept == null ? null : kept.problem();
        TlsKeys shown = keys;
        return problem == null && shown != null ? shown.problem() : problem;
    }

    /** Says once that the intake is open: when all paths that belong here are. */
    private void announce() {
        Listener open = listener;
        if (open != null && paths.missing().isEmpty() && announced.compareAndSet(false, true)) {
            LOG.info("intake open on {}", open.url());
        }
    }

    private static void tellLauncher(String problem) {
        try {
            StartupFailure.tell(problem);
        } catch (IOException e) {
            LOG.warn("TOCSIN-HTTP-003 the launcher could not be told of the failure above: {}", e.toString());
        }
    }

    private static Path secretFile(String configured) {
        if (!configured.isEmpty()) {
            return Path.of(configured);
        }
        String data = System.getProperty("tocsin.data", System.getProperty("karaf.data", "data"));
        return Path.of(data, "secret");
    }
}
