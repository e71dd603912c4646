// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.Repository;

/** Which features came by {@code deploy/}, as it was at one moment. */
final class Origins {

    private static final String AUTOMATIC = "auto";

    private final Map<String, URI> repositories = new HashMap<>();
    private final DeployFolder deploy;
    private final Running running;
    private final Set<String> kars;

    Origins(FeaturesService features, DeployFolder deploy, Running running) throws Exception {
        this.deploy = deploy;
        this.running = running;
        kars = deploy.repositoriesOfKars();
        for (Repository repository : features.listRepositories()) {
            for (Feature feature : repository.getFeatures()) {
                repositories.put(feature.getId(), repository.getURI());
            }
        }
    }

    Collection<URI> repositories() {
        return repositories.values();
    }

    /** Whether it is offered by what lies in {@code deploy/}. */
    boolean isDropped(Feature feature) {
        URI repository = repositories.get(feature.getId());
        return repository != null && (isCarried(repository) || deploy.hasBrought(repository, running));
    }

    /** Whether the container installs it because it lies in {@code deploy/}. */
    boolean isWantedByDeploy(Feature feature) {
        URI repository = repositories.get(feature.getId());
        return isDropped(feature)
                && ((repository != null && isCarried(repository)) || AUTOMATIC.equals(feature.getInstall()));
    }

    /** The requirements of all that the container installs because it lies in {@code deploy/}. */
    static Set<String> wantedByDeploy(FeaturesService features, DeployFolder deploy, Running running) throws Exception {
        Origins origins = new Origins(features, deploy, running);
        Set<String> wanted = new TreeSet<>();
        for (Feature feature : features.listFeatures()) {
            if (origins.isWantedByDeploy(feature)) {
                wanted.add(Requirement.of(feature));
            }
        }
        return wanted;
    }

    private boolean isCarried(URI repository) {
        return kars.contains(repository.toString());
    }
}
