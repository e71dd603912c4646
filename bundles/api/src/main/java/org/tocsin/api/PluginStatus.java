// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/**
 * A plugin: what is wanted of it, and how it is.
 *
 * @param name of the feature, of the bundle, or of the file in {@code deploy/} of which nothing else is known
 * @param version which is there; else which one would come; empty when that is not known
 * @param origin who wants it, or why it is there
 * @param wanted whether it shall be there: the product, the configuration or {@code deploy/} says so
 * @param present whether it is there
 * @param state how it is
 * @param text why it waits or is not whole, and what to do; empty when all is well
 */
public record PluginStatus(
        String name, String version, Origin origin, boolean wanted, boolean present, State state, String text) {

    /** Who wants a plugin, or why it is there. */
    public enum Origin {
        /** The product itself: it is always there. */
        PRODUCT,
        /** The configuration of the plugins names it. */
        CONFIGURATION,
        /** It lies in {@code deploy/}. */
        DEPLOY,
        /** Somebody has installed it by the container's shell: it goes with the bundle cache. */
        SHELL,
        /** A repository offers it. */
        REPOSITORY
    }

    /** How a plugin is. */
    public enum State {
        /** Is there, and all its bundles run. */
        ACTIVE,
        /** Is there, but not all its bundles run. */
        BROKEN,
        /** Shall be there and is not yet: it comes as soon as it can. */
        WAITING,
        /** Could be there, and nobody wants it. */
        AVAILABLE
    }
}
