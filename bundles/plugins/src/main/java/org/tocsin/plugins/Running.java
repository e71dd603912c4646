// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Feature;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** The bundles of the container, as they were at one moment: which run, and why others do not. */
final class Running {

    private final List<Bundle> bundles;
    private final Map<String, Bundle> byLocation = new HashMap<>();

    Running(List<Bundle> bundles) {
        this.bundles = bundles;
        bundles.forEach(bundle -> byLocation.put(bundle.getLocation(), bundle));
    }

    List<Bundle> all() {
        return bundles;
    }

    Optional<Bundle> bundle(long id) {
        return bundles.stream().filter(bundle -> bundle.getBundleId() == id).findFirst();
    }

    /** Why not all bundles of a feature run; empty when they do. */
    String problem(Feature feature) {
        for (BundleInfo info : feature.getBundles()) {
            Bundle bundle = byLocation.get(info.getLocation());
            String problem = bundle == null ? "" : problem(bundle); // some come only under a condition
            if (bundle != null && !problem.isEmpty()) {
                return bundle.getSymbolicName() + ' ' + problem;
            }
        }
        return "";
    }

    /** Why a bundle does not run; empty when it does, is not meant to, or has gone meanwhile. */
    String problem(Bundle bundle) {
        try {
            return problemNow(bundle);
        } catch (IllegalArgumentException | IllegalStateException e) {
            if (bundle.getState() == Bundle.UNINSTALLED) {
                return "";
            }
            throw e;
        }
    }

    private String problemNow(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        int state = bundle.getState();
        boolean runs = (state & (Bundle.ACTIVE | Bundle.STARTING | Bundle.STOPPING | Bundle.UNINSTALLED)) != 0;
        if (runs || revision == null) {
            return "";
        }
        boolean fragment = (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
        if (fragment && state == Bundle.RESOLVED) {
            return "";
        }
        Optional<String> need = need(revision);
        if (need.isPresent()) {
            return "needs " + need.get() + ", which nothing here offers";
        }
        BundleStartLevel start = bundle.adapt(BundleStartLevel.class);
        return start != null && !start.isPersistentlyStarted()
                ? "was stopped by somebody"
                : "does not start; the log says why";
    }

    /** The first thing that a bundle needs and nobody offers. */
    private Optional<String> need(BundleRevision revision) {
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            boolean optional = Constants.RESOLUTION_OPTIONAL.equals(
                            requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
                    || "dynamic".equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE));
            boolean resolvable = requirement.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE) == null
                    || requirement
                            .getDirectives()
                            .get(Constants.EFFECTIVE_DIRECTIVE)
                            .equals(Constants.EFFECTIVE_RESOLVE);
            if (!optional && resolvable && !isOffered(requirement)) {
                return Optional.of(named(requirement));
            }
        }
        return Optional.empty();
    }

    private boolean isOffered(BundleRequirement requirement) {
        List<BundleCapability> offers = new ArrayList<>();
        for (Bundle bundle : bundles) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null) {
                offers.addAll(revision.getDeclaredCapabilities(requirement.getNamespace()));
            }
        }
        return offers.stream().anyMatch(requirement::matches);
    }

    private static String named(BundleRequirement requirement) {
        String namespace = requirement.getNamespace();
        String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
        return namespace.replaceFirst("^osgi\\.(wiring\\.)?", "the ") + ' ' + filter;
    }
}
