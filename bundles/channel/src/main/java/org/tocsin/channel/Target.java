// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import org.jspecify.annotations.Nullable;

/**
 * Where a channel delivers to, as one file in {@code etc/} says it. Its name is the key of a lane and no secret.
 *
 * @param name as in the name of the file
 * @param file its name without the directory
 * @param settings what the file says; null when that is wrong
 * @param problem what is wrong, with file, key, value and remedy; null when nothing is
 * @param <S> what a file says
 */
public record Target<S>(
        String name,
        String file,
        @Nullable S settings,
        @Nullable String problem) {

    /** Reads settings, which may be wrong. */
    @FunctionalInterface
    public interface Reader<S> {
        /**
         * What the file says.
         *
         * @throws IllegalArgumentException when a value is wrong
         */
        S read(TargetFile file);
    }

    /** A target of this file, right or wrong. */
    public static <S> Target<S> of(TargetFile file, Reader<S> reader) {
        try {
            file.refuseUnknownKeys();
            return new Target<>(file.target(), file.name(), reader.read(file), null);
        } catch (IllegalArgumentException e) {
            return new Target<>(file.target(), file.name(), null, String.valueOf(e.getMessage()));
        }
    }

    /** Without the settings, which hold secrets. */
    @Override
    public String toString() {
        return "Target[" + name + "]";
    }
}
