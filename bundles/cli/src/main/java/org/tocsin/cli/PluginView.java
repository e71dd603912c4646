// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/**
 * A plugin, as people see it.
 *
 * @param name of the feature, the bundle, or the file in {@code deploy/}
 * @param version which is there or would come; may be empty
 * @param wanted whether it shall be there
 * @param present whether it is there
 * @param state {@code ACTIVE}, {@code BROKEN}, {@code WAITING} or {@code AVAILABLE}
 * @param origin who wants it or brought it, in small letters
 * @param text why it waits or is not whole, and what to do; may be empty
 */
public record PluginView(
        String name, String version, boolean wanted, boolean present, String state, String origin, String text) {}
