// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Version;

/** The features that repositories offer, as they were at one moment. */
final class Shelf {

    /** The feature of the whole product; what it depends on is the product's own. */
    private static final String PRODUCT = "tocsin";

    private static final String OURS = "tocsin-";

    private final List<Feature> features;
    private final Set<String> product;

    private Shelf(List<Feature> features) {
        this.features = features;
        product = new HashSet<>();
        collect(PRODUCT);
        product.remove(PRODUCT);
    }

    static Shelf of(FeaturesService service) throws Exception {
        return new Shelf(List.of(service.listFeatures()));
    }

    private void collect(String name) {
        if (product.add(name)) {
            of(name).forEach(feature -> feature.getDependencies().stream()
                    .map(Dependency::getName)
                    .filter(other -> other.startsWith(OURS))
                    .forEach(this::collect));
        }
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        features.forEach(feature -> ids.add(feature.getId()));
        return ids;
    }

    List<Feature> all() {
        return features;
    }

    /** All versions of a feature. */
    List<Feature> of(String name) {
        return features.stream()
                .filter(feature -> feature.getName().equals(name))
                .toList();
    }

    boolean isProduct(String name) {
        return product.contains(name);
    }

    /** What is meant by a wish. */
    Optional<Feature> best(Wanted wanted) {
        return of(wanted.name()).stream()
                .filter(feature ->
                        wanted.version().isEmpty() || version(feature).equals(version(wanted.version())))
                .max(Comparator.comparing(Shelf::version));
    }

    /** Why nothing is meant by a wish. */
    String lack(Wanted wanted) {
        Set<String> versions = new TreeSet<>();
        of(wanted.name()).forEach(feature -> versions.add(feature.getVersion()));
        if (!versions.isEmpty()) {
            return "is offered only in version " + String.join(", ", versions) + ", not in " + wanted.version();
        }
        String near = Nearest.to(wanted.name(), names());
        return "no repository offers it; it comes when one does, for example in deploy/"
                + (near.isEmpty() ? "" : "; did you mean " + near + '?');
    }

    private List<String> names() {
        return new ArrayList<>(
                new TreeSet<>(features.stream().map(Feature::getName).toList()));
    }

    static Version version(Feature feature) {
        return version(feature.getVersion());
    }

    /** Versions as Maven writes them, too: {@code 1.2-rc1} is {@code 1.2.0.rc1}. */
    static Version version(String text) {
        String[] parts = text.split("[.-]", 4);
        StringBuilder osgi = new StringBuilder();
        int numbers = 0;
        int at = 0;
        while (numbers < 3) {
            boolean number = at < parts.length && parts[at].matches("[0-9]{1,9}");
            osgi.append(numbers++ == 0 ? "" : ".").append(number ? parts[at++] : "0");
        }
        if (at < parts.length) {
            String rest =
                    String.join("-", List.of(parts).subList(at, parts.length)).replaceAll("[^A-Za-z0-9_-]", "_");
            osgi.append(rest.isEmpty() ? "" : '.' + rest);
        }
        return Version.parseVersion(osgi.toString());
    }
}
