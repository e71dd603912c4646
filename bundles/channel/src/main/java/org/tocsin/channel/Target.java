// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import org.jspecify.annotations.Nullable;

/**
 * Where a channel delivers to, as one file in {@code etc/} says it. Its name is the key of a lane and no secret.
 *
 * @param name as in the name of the file
 * @param settings what the file says; null when that is wrong
 * @param problem what is wrong, with file, key, value and remedy; null when nothing is
 * @param <S> what a file says
 */
public record Target<S extends Destination>(
        String name, @Nullable S settings, @Nullable String problem) {

    /** Without the settings, which hold secrets. */
    @Override
    public String toString() {
        return "Target[" + name + "]";
    }
}
