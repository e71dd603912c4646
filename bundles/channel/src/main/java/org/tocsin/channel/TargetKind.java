// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.util.Map;
import java.util.function.Function;

/**
 * The targets of one channel, and how their files are read.
 *
 * @param pid the factory PID: {@code etc/<this>-<name>.cfg}
 * @param keys the annotation whose methods are the keys
 * @param reader says what a file says; throws {@link IllegalArgumentException} when a value is wrong
 * @param <S> what a file says
 */
public record TargetKind<S extends Destination>(String pid, Class<?> keys, Function<TargetFile, S> reader) {

    /** The file behind these properties, which are as Declarative Services give them. */
    TargetFile file(Map<String, ?> properties) {
        return new TargetFile(pid, keys, properties);
    }

    /** The target of this file as it is now, right or wrong. */
    Target<S> read(TargetFile file) {
        try {
            file.refuseUnknownKeys();
            return new Target<>(file.target(), reader.apply(file), null);
        } catch (IllegalArgumentException e) {
            return new Target<>(file.target(), null, String.valueOf(e.getMessage()));
        }
    }
}
