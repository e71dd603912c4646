// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.karaf.features.Capability;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginControl.Offer;

/** Who brings which adapter: features, installed or not, and bundles that are no feature's, such as those in {@code deploy/}. */
final class Offers {

    /** {@code tocsin.adapter;name=mdadm}, also with the type of the attribute, or in quotes. */
    private static final Pattern CLAUSE = Pattern.compile("(?:^|,)\\s*" + Pattern.quote(PluginControl.ADAPTER)
            + "\\s*;[^,]*?\\b" + PluginControl.NAME + "\\s*(?::\\s*String)?\\s*=\\s*\"?([a-z][a-z0-9-]{0,62})");

    private Offers() {}

    static Map<String, Offer> of(FeaturesService features, List<Bundle> bundles) throws Exception {
        Map<String, Offer> offers = new TreeMap<>();
        for (Bundle bundle : bundles) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision == null) {
                continue; // has gone meanwhile
            }
            for (BundleCapability capability : revision.getDeclaredCapabilities(PluginControl.ADAPTER)) {
                if (capability.getAttributes().get(PluginControl.NAME) instanceof String name) {
                    offers.put(name, new Offer(String.valueOf(bundle.getSymbolicName()), true));
                }
            }
        }
        for (Feature feature : features.listFeatures()) {
            for (Capability capability : feature.getCapabilities()) {
                Matcher clause = CLAUSE.matcher(capability.getValue());
                while (clause.find()) {
                    offer(offers, clause.group(1), new Offer(feature.getName(), features.isInstalled(feature)));
                }
            }
        }
        return offers;
    }

    /** Who is there goes before who could be. */
    private static void offer(Map<String, Offer> offers, String adapter, Offer offer) {
        offers.merge(adapter, offer, (one, other) -> one.present() ? one : other);
    }
}
