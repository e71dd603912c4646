// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.Repository;
import org.osgi.framework.Bundle;

/**
 * The repositories within features files that were dropped into {@code deploy/}. The container itself takes one up only
 * when one of its features is installed at once, and forgets one only then.
 */
final class Wrappings {

    private static final String PLACE = "META-INF/org.apache.karaf.shell.features";

    private Wrappings() {}

    /** Adds those that are missing, and removes those whose file is gone. */
    static void align(FeaturesService features, Running running) throws Exception {
        Set<URI> known = new HashSet<>();
        for (Repository repository : features.listRepositories()) {
            known.add(repository.getURI());
        }
        Set<URI> there = new HashSet<>();
        for (Bundle bundle : running.all()) {
            boolean resolved = (bundle.getState() & (Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE)) != 0;
            if (resolved && DeployFolder.isWrapping(bundle)) {
                Enumeration<URL> files = bundle.findEntries(PLACE, "*.xml", false);
                for (URL file : files == null ? Set.<URL>of() : Collections.list(files)) {
                    there.add(file.toURI());
                }
            }
        }
        for (URI repository : there) {
            if (!known.contains(repository)) {
                features.addRepository(repository);
            }
        }
        for (URI repository : known) {
            if (repository.toString().startsWith("bundle:")
                    && repository.toString().contains(PLACE)
                    && !there.contains(repository)) {
                features.removeRepository(repository, false);
            }
        }
    }
}
