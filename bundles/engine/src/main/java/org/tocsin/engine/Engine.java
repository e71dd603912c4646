// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Backoff;
import org.tocsin.api.RouteControl;
import org.tocsin.engine.component.TocsinComponent;
import org.tocsin.engine.component.Workers;

/** Opens the engine: from here on every {@code RoutesBuilder} service runs. */
@Component(service = RouteControl.class, configurationPid = Engine.PID, immediate = true)
@Designate(ocd = Engine.Config.class)
public final class Engine implements RouteControl {

    static final String PID = "org.tocsin.engine";

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int FOREIGN_THREADS = 4;
    private static final long CHECK_MILLIS = 1_000;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final RouteDesk desk = new RouteDesk();
    private final Workers workers;
    private final ServiceDoors doors;
    private final ContextHouse contexts;
    private final Patience patience;
    private final RouteWhiteboard whiteboard;
    private final RouteServices services;
    private final YamlFolder folder;

    /** Settings of the engine, as text so that a wrong value is answered by our words. */
    @ObjectClassDefinition(name = "Tocsin engine", description = "Runs routes")
    public @interface Config {

        /** How long exchanges under way may take to end when the bundle of their route goes. */
        @AttributeDefinition(description = "How long exchanges may take to end when the bundle of their route goes")
        String stopTimeout() default EngineSettings.STOP_TIMEOUT;

        /** How many requests of routes that may block are worked on at the same time. */
        @AttributeDefinition(description = "How many requests of routes that may block are worked on at a time")
        String httpThreads() default EngineSettings.HTTP_THREADS;

        /** How many more requests may wait for one of these threads before they are answered with 503. */
        @AttributeDefinition(description = "How many more requests may wait before they are answered with 503")
        String httpWaiting() default EngineSettings.HTTP_WAITING;

        /** The longest time between two tries to start a route that failed to start. */
        @AttributeDefinition(description = "The longest time between two tries to start a route that failed to start")
        String retryCeiling() default EngineSettings.RETRY_CEILING;
    }

    /** Made by Declarative Services. */
    @Activate
    public Engine(BundleContext bundleContext, Config config) {
        this(
                bundleContext,
                EngineSettings.of(config, problem -> LOG.error("TOCSIN-ENGINE-009 {}", problem)),
                Path.of(System.getProperty("tocsin.data", "data"), "deploy"));
    }

    Engine(BundleContext bundleContext, EngineSettings settings, Path deploy) {
        Bundle framework = bundleContext.getBundle(Constants.SYSTEM_BUNDLE_ID);
        workers = new Workers(settings.httpThreads(), settings.httpWaiting());
        doors = new ServiceDoors(bundleContext);
        ContextRecipe recipe = new ContextRecipe(
                () -> new TocsinComponent(doors, workers),
                // A foreign route that hangs must not take the threads on which the house answers.
                context -> TocsinComponent.withOwnWorkers(
                        doors,
                        new Workers(
                                "camel-" + context,
                                Math.min(FOREIGN_THREADS, settings.httpThreads()),
                                settings.httpWaiting())));
        contexts = new ContextHouse(recipe);
        patience = new Patience(
                settings.stopTimeout(),
                () -> framework != null && framework.getState() == Bundle.STOPPING,
                System::nanoTime);
        Duration ceiling = settings.retryCeiling().compareTo(FIRST_RETRY) < 0 ? FIRST_RETRY : settings.retryCeiling();
        whiteboard = new RouteWhiteboard(
                contexts,
                new RouteHand(System::nanoTime),
                patience,
                new Backoff(FIRST_RETRY, ceiling, false),
                System::nanoTime);
        services = new RouteServices(
                bundleContext,
                whiteboard,
                desk,
                () -> patience.next().plus(MARGIN).toMillis());
        doors.open();
        services.open();
        folder = new YamlFolder(deploy, whiteboard, new YamlCheck(recipe), Clock.systemUTC(), System::nanoTime);
        desk.every(CHECK_MILLIS, () -> {
            whiteboard.retry();
            doors.retry();
            folder.look();
        });
    }

    @Override
    public List<RouteInfo> routes() {
        return RouteList.of(whiteboard.sets(), folder.problems());
    }

    @Override
    public RouteInfo start(String id) {
        return byHand().start(id);
    }

    @Override
    public RouteInfo stop(String id) {
        return byHand().stop(id);
    }

    private RouteSwitch byHand() {
        return new RouteSwitch(whiteboard::sets, this::routes, desk, patience);
    }

    /** Stops all routes. */
    @Deactivate
    void close() {
        patience.end();
        services.close();
        desk.now(folder::close, patience.next().plus(MARGIN).toMillis());
        desk.now(contexts::close, MARGIN.toMillis());
        desk.close();
        doors.close();
        workers.close();
    }
}
