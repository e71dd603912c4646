// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import org.apache.karaf.features.Feature;

/** What the container is asked for: one feature in one version, as Karaf writes it. */
final class Requirement {

    private static final String FORM = "feature:";

    private Requirement() {}

    static String of(Feature feature) {
        String version = feature.getVersion();
        return FORM + feature.getName() + "/[" + version + ',' + version + ']';
    }

    static boolean isOf(String requirement, String name) {
        return requirement.startsWith(FORM + name + '/');
    }

    /** Which feature it asks for. */
    static String name(String requirement) {
        return requirement.substring(FORM.length(), requirement.indexOf('/'));
    }

    /** Which version it asks for. */
    static String version(String requirement) {
        return requirement.replaceFirst("^[^\\[]*\\[([^,]*),.*$", "$1");
    }
}
