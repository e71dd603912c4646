// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart;
import org.tocsin.api.StartupFailure;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.http.local.LocalApi;

/**
 * The listener of the local API: binds at start and offers itself as the {@link HttpDoor} {@code api}. When it cannot
 * start it stays, and says why in its health.
 */
@Component(configurationPid = "org.tocsin.http", immediate = true, service = HealthPart.class)
@Designate(ocd = Intake.Config.class)
public final class Intake implements HealthPart {

    /** The settings; texts, so that a wrong value is told with its key and remedy instead of hiding the component. */
    @ObjectClassDefinition(name = "Tocsin HTTP", description = "The listener of the local API")
    public @interface Config {
        @AttributeDefinition(description = "Where the local API listens, host:port.")
        String address() default "127.0.0.1:49463";

        @AttributeDefinition(
                description = "The file with the token of the local API; empty: secret in the data directory.")
        String secretFile() default "";

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

    private final AtomicBoolean announced = new AtomicBoolean();
    private final PathTable paths = new PathTable(LocalApi.PATHS, LocalApi.OF_PAGERDUTY, this::announce);
    private final @Nullable Listener listener;
    private final String failure;
    private @Nullable ServiceRegistration<HttpDoor> door;

    /** Binds, or fails visibly. */
    @Activate
    public Intake(BundleContext bundle, Config config) {
        Listener opened = null;
        String problem = "";
        try {
            Settings settings = Settings.of(config);
            String token = new SecretFile(secretFile(config)).token();
            boolean near = settings.address().host().isLoopbackAddress();
            if (!near) {
                LOG.warn(
                        "TOCSIN-HTTP-007 {}: address: {} can be reached from other machines, and the token crosses the"
                                + " network in the clear; set a loopback address if that is not meant",
                        Settings.FILE,
                        settings.address().text());
            }
            opened = Listener.open(settings, paths, new Gate(token, near), System::nanoTime);
        } catch (NotStartedException | IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
            LOG.error("TOCSIN-HTTP-001 {}", problem);
            LOG.debug("TOCSIN-HTTP-001 in full", e);
            tellLauncher(problem);
        }
        listener = opened;
        failure = problem;
        if (opened != null) {
            door = bundle.registerService(
                    HttpDoor.class, paths, FrameworkUtil.asDictionary(Map.of(HttpDoor.DOOR, "api")));
        }
    }

    /** Closes everything. */
    @Deactivate
    public void close() {
        ServiceRegistration<HttpDoor> registration = door;
        if (registration != null) {
            registration.unregister();
        }
        Listener open = listener;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public String part() {
        return "http";
    }

    @Override
    public Health health() {
        Listener open = listener;
        if (open == null) {
            return new Health(State.FAILED, failure);
        }
        List<String> missing = paths.missing();
        if (missing.isEmpty()) {
            return new Health(State.READY, "listens on " + open.url());
        }
        // a path of another kind may be stopped by hand, and the agent takes events all the same
        boolean essential = missing.stream().anyMatch(LocalApi.ESSENTIAL::contains);
        return new Health(
                essential ? State.FAILED : State.DEGRADED, "waits for the routes of " + String.join(", ", missing));
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

    private static Path secretFile(Config config) {
        if (!config.secretFile().isBlank()) {
            return Path.of(config.secretFile().strip());
        }
        String data = System.getProperty("tocsin.data", System.getProperty("karaf.data", "data"));
        return Path.of(data, "secret");
    }
}
