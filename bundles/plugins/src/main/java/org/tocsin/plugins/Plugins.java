// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeatureEvent;
import org.apache.karaf.features.FeaturesListener;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.RepositoryEvent;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginStatus;

/**
 * Sees to it that what the configuration names is there: at the start, when the configuration changes, and when features or
 * repositories come and go. All changes are made by one thread, never by the one that reports: the container changes
 * features one after the other, and may itself be waiting for this component.
 */
@Component(
        service = {PluginControl.class, HealthPart.class, FeaturesListener.class},
        configurationPid = Config.PID,
        immediate = true)
@Designate(ocd = Config.class)
public final class Plugins implements PluginControl, HealthPart, FeaturesListener {

    private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    private static final Duration LAST_RETRY = Duration.ofMinutes(10);

    /** Events come in bunches. */
    private static final Duration LULL = Duration.ofMillis(200);

    private static final List<Duration> LOOKS =
            List.of(LULL, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(10));

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final BundleContext context;
    private final FeaturesService features;
    private final Realiser realiser;
    private final DeployFolder deploy = DeployFolder.ofThisAgent();
    private final ScheduledExecutorService desk;
    private final BundleListener bundles = this::bundleEvent;

    private volatile Wishes wishes;
    private volatile Map<Wanted, String> reasons = Map.of();
    private Map<Wanted, String> told = Map.of();
    private volatile List<Feature> there = List.of();
    private volatile boolean realised;
    private volatile boolean booted;
    private @Nullable ScheduledFuture<?> next;
    private Duration retry = FIRST_RETRY;

    /** Begins when the container has booted. */
    @Activate
    public Plugins(BundleContext context, @Reference FeaturesService features, Config config) {
        this.context = context;
        this.features = features;
        realiser = new Realiser(
                features,
                new Ledger(dataFile(context)),
                () -> Origins.wantedByDeploy(features, deploy, new Running(List.of(context.getBundles()))),
                System::nanoTime);
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "tocsin-plugins");
            thread.setDaemon(true);
            return thread;
        });
        one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        one.setRemoveOnCancelPolicy(true);
        desk = one;
        wishes = Wishes.of(config);
        context.addBundleListener(bundles);
    }

    /** No new component for a new configuration: an installation under way would be cut in half. */
    @Modified
    void modified(Config config) {
        wishes = Wishes.of(config);
        realised = false;
        soon(Duration.ZERO, this::realise);
    }

    /** Changes nothing more; what is being changed right now goes on in the container. */
    @Deactivate
    void close() throws InterruptedException {
        context.removeBundleListener(bundles);
        desk.shutdownNow();
        if (!desk.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.info("the container goes on with the change of features that is under way");
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindBoot(BootFinished boot) {
        booted = true;
        soon(Duration.ZERO, () -> {
            align();
            realise();
        });
    }

    void unbindBoot(BootFinished boot) {
        booted = false;
    }

    @Override
    public void featureEvent(FeatureEvent event) {
        realiser.heard(event);
        if (!event.isReplay()) {
            soon(LULL, this::lookAgain);
        }
    }

    @Override
    public void repositoryEvent(RepositoryEvent event) {
        if (!event.isReplay()) {
            soon(LULL, this::lookAgain);
        }
    }

    /** Of a features file in deploy/ the container tells nobody else, and takes its time to read it. */
    private void bundleEvent(BundleEvent event) {
        if (DeployFolder.isWrapping(event.getBundle())) {
            LOOKS.forEach(delay -> soon(delay, () -> {
                align();
                lookAgain();
            }));
        }
    }

    private void align() {
        try {
            Wrappings.align(features, new Running(List.of(context.getBundles())));
        } catch (Exception e) {
            if (!desk.isShutdown()) {
                LOG.error("TOCSIN-PLUGINS-005 a features file in deploy/ cannot be read: {}", Why.of(e));
                LOG.debug("TOCSIN-PLUGINS-005 in full", e);
            }
        }
    }

    private void soon(Duration delay, Runnable work) {
        if (!desk.isShutdown()) {
            Future<?> unused = desk.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Most news is of our own changes, and what did not come just now would not come at once either. */
    private void lookAgain() {
        if (booted && realiser.hasNews()) {
            realise();
        }
    }

    private void realise() {
        if (!booted) {
            return;
        }
        Wishes now = wishes;
        try {
            Map<Wanted, String> open = realiser.realise(now.wanted(), soFar -> reasons = soFar);
            tell(open);
            reasons = open;
            there = realiser.there(now.wanted());
            realised = now.equals(wishes);
            if (realiser.isAwaiting()) {
                soon(Absent.GRACE, this::realise);
            }
            if (open.isEmpty() && realiser.absences().isEmpty()) {
                retry = FIRST_RETRY;
                return;
            }
        } catch (Exception | LinkageError e) {
            if (desk.isShutdown()) {
                return; // it was interrupted by that
            }
            LOG.error("TOCSIN-PLUGINS-004 the features could not be looked at and are tried again: {}", Why.of(e));
            LOG.debug("TOCSIN-PLUGINS-004 in full", e);
        }
        later();
    }

    /** Also without news: what was missing may be a file. */
    private void later() {
        if (desk.isShutdown()) {
            return;
        }
        if (next != null) {
            next.cancel(false);
        }
        next = desk.schedule(this::realise, retry.toMillis(), TimeUnit.MILLISECONDS);
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
    }

    private void tell(Map<Wanted, String> open) {
        open.forEach((wish, reason) -> {
            if (!reason.equals(told.get(wish))) {
                LOG.warn("TOCSIN-PLUGINS-002 {} waits: {}", wish, reason);
            }
        });
        told = open;
    }

    @Override
    public List<PluginStatus> plugins() {
        try {
            List<PluginStatus> plugins = new ArrayList<>(wishes.notUnderstood());
            plugins.addAll(PluginTable.of(
                    features,
                    new Running(List.of(context.getBundles())),
                    deploy,
                    wishes.wanted(),
                    reasons,
                    realiser.absences()));
            return plugins;
        } catch (Exception e) {
            throw new IllegalStateException("the container does not tell its features: " + Why.of(e), e);
        }
    }

    @Override
    public Map<String, Offer> adapters() {
        try {
            return Offers.of(features, List.of(context.getBundles()));
        } catch (Exception e) {
            throw new IllegalStateException("the container does not tell its features: " + Why.of(e), e);
        }
    }

    @Override
    public String part() {
        return "plugins";
    }

    @Override
    public Health health() {
        Wishes now = wishes;
        List<String> problems = new ArrayList<>(now.problems());
        Map<Wanted, String> open = reasons;
        for (Wanted wish : now.wanted()) {
            String reason = open.get(wish);
            if (reason != null) {
                problems.add(wish + " waits: " + reason);
            }
        }
        Running running = new Running(List.of(context.getBundles()));
        for (Feature feature : there) {
            String problem = running.problem(feature);
            if (!problem.isEmpty()) {
                problems.add(feature.getName() + ": " + problem);
            }
        }
        running.all().stream().filter(deploy::hasBrought).forEach(bundle -> {
            String problem = running.problem(bundle);
            if (!problem.isEmpty()) {
                problems.add(bundle.getSymbolicName() + " in deploy/ " + problem);
            }
        });
        realiser.absences()
                .forEach((requirement, reason) ->
                        problems.add(Requirement.name(requirement) + " in deploy/ waits: " + reason));
        problems.addAll(idle(running));
        int wanted = now.wanted().size();
        if (!problems.isEmpty()) {
            return new Health(State.DEGRADED, String.join("; ", problems));
        }
        if (wanted > 0 && !realised) {
            return new Health(State.DEGRADED, now.named() + ": being installed");
        }
        return new Health(State.READY, wanted == 0 ? "none besides the product's own" : now.named());
    }

    /** Files in deploy/ of which nothing has come for a while, and why. A features file, too, is a bundle when it has. */
    private List<String> idle(Running running) {
        List<String> idle = new ArrayList<>();
        try {
            List<String> locations =
                    running.all().stream().map(Bundle::getLocation).toList();
            for (String file : deploy.idle(locations)) {
                String why = deploy.why(file, Clock.systemUTC());
                if (!why.isEmpty()) {
                    idle.add(file + " in deploy/ " + why);
                }
            }
        } catch (IOException e) {
            idle.add("deploy/ cannot be read: " + Why.of(e));
        }
        return idle;
    }

    private static Path dataFile(BundleContext context) {
        File file = context.getDataFile("realised");
        if (file == null) {
            throw new IllegalStateException("the container gives this bundle no place for files");
        }
        return file.toPath();
    }
}
