// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.tocsin.api.PluginStatus;
import org.tocsin.api.PluginStatus.Origin;
import org.tocsin.api.PluginStatus.State;

/** All plugins, as they are at one moment. */
final class PluginTable {

    private static final String OURS = "tocsin-";

    /** What the container itself is made of; no plugin. */
    private static final Set<String> CONTAINER = Set.of("tocsin", "tocsin-platform", "framework");

    private final FeaturesService features;
    private final Shelf shelf;
    private final Running running;
    private final DeployFolder deploy;
    private final Origins origins;
    private final Map<String, String> absences;
    private final List<PluginStatus> rows = new ArrayList<>();
    private final Set<String> listed = new HashSet<>();

    private PluginTable(FeaturesService features, Running running, DeployFolder deploy, Map<String, String> absences)
            throws Exception {
        this.features = features;
        this.absences = absences;
        this.shelf = Shelf.of(features);
        this.running = running;
        this.deploy = deploy;
        origins = new Origins(features, deploy, running);
    }

    /**
     * Looks at everything.
     *
     * @param reasons why wishes are not fulfilled
     * @param absences why what lies in {@code deploy/} is not there, by its requirement
     */
    static List<PluginStatus> of(
            FeaturesService features,
            Running running,
            DeployFolder deploy,
            List<Wanted> wishes,
            Map<Wanted, String> reasons,
            Map<String, String> absences)
            throws Exception {
        PluginTable table = new PluginTable(features, running, deploy, absences);
        wishes.forEach(wish -> table.wish(wish, reasons.getOrDefault(wish, "")));
        table.features();
        table.bundles();
        table.files();
        table.rows.sort(Comparator.comparing(PluginStatus::name).thenComparing(PluginStatus::version));
        return table.rows;
    }

    private void wish(Wanted wish, String reason) {
        listed.add(wish.name());
        Feature there = shelf.of(wish.name()).stream()
                .filter(features::isInstalled)
                .max(Comparator.comparing(Shelf::version))
                .orElse(null);
        Origin origin = shelf.isProduct(wish.name()) ? Origin.PRODUCT : Origin.CONFIGURATION;
        if (there != null) {
            String problem = reason.isEmpty() ? running.problem(there) : reason;
            State state = problem.isEmpty() ? State.ACTIVE : reason.isEmpty() ? State.BROKEN : State.WAITING;
            rows.add(new PluginStatus(wish.name(), there.getVersion(), origin, true, true, state, problem));
        } else {
            String version = shelf.best(wish).map(Feature::getVersion).orElse(wish.version());
            String text = reason.isEmpty() ? "is being installed" : reason;
            rows.add(new PluginStatus(wish.name(), version, origin, true, false, State.WAITING, text));
        }
    }

    private void features() {
        Map<String, Set<String>> requirements = features.listRequirements();
        Set<String> required = requirements.getOrDefault(FeaturesService.ROOT_REGION, Set.of());
        for (Feature feature : shelf.all()) {
            String name = feature.getName();
            if (listed.contains(name) || CONTAINER.contains(name)) {
                continue;
            }
            boolean product = shelf.isProduct(name);
            boolean present = features.isInstalled(feature);
            boolean dropped = origins.isDropped(feature);
            boolean asked = required.stream().anyMatch(requirement -> Requirement.isOf(requirement, name));
            if (present && (product || dropped || asked)) {
                Origin origin = product ? Origin.PRODUCT : dropped ? Origin.DEPLOY : Origin.SHELL;
                there(feature, origin);
            } else if (!present && origins.isWantedByDeploy(feature)) {
                rows.add(new PluginStatus(
                        name, feature.getVersion(), Origin.DEPLOY, true, false, State.WAITING, lack(feature)));
            } else if (!present && (dropped || name.startsWith(OURS))) {
                Origin origin = product ? Origin.PRODUCT : dropped ? Origin.DEPLOY : Origin.REPOSITORY;
                rows.add(new PluginStatus(name, feature.getVersion(), origin, false, false, State.AVAILABLE, ""));
            }
        }
    }

    private void there(Feature feature, Origin origin) {
        String problem = running.problem(feature);
        String text = problem.isEmpty() && origin == Origin.SHELL
                ? "goes with the bundle cache; name it in " + Config.PID + ".cfg to keep it"
                : problem;
        rows.add(new PluginStatus(
                feature.getName(),
                feature.getVersion(),
                origin,
                origin != Origin.SHELL,
                true,
                problem.isEmpty() ? State.ACTIVE : State.BROKEN,
                text));
    }

    /** Why a feature that was dropped is not there. */
    private String lack(Feature feature) {
        return feature.getDependencies().stream()
                .map(Dependency::getName)
                .filter(name -> shelf.of(name).isEmpty())
                .findFirst()
                .map(name -> "needs the feature " + name + ", which no repository offers")
                .orElseGet(() -> absences.getOrDefault(Requirement.of(feature), "is being installed"));
    }

    private void bundles() {
        for (Bundle bundle : running.all()) {
            if (deploy.hasBrought(bundle) && !DeployFolder.isWrapping(bundle)) {
                String problem = running.problem(bundle);
                rows.add(new PluginStatus(
                        String.valueOf(bundle.getSymbolicName()),
                        bundle.getVersion().toString(),
                        Origin.DEPLOY,
                        true,
                        problem.isEmpty(),
                        problem.isEmpty() ? State.ACTIVE : State.WAITING,
                        problem));
            }
        }
    }

    private void files() throws Exception {
        List<String> locations = new ArrayList<>();
        running.all().forEach(bundle -> locations.add(bundle.getLocation()));
        origins.repositories().forEach(repository -> locations.add(repository.toString()));
        for (String file : deploy.idle(locations)) {
            String why = deploy.why(file, Clock.systemUTC());
            rows.add(new PluginStatus(
                    file,
                    "",
                    Origin.DEPLOY,
                    true,
                    false,
                    State.WAITING,
                    why.isEmpty() ? "nothing has come of this file in deploy/ yet" : why));
        }
    }
}
