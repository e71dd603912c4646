// SPDX-License-Identifier: Apache-2.0
package org.tocsin.adapter;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;

/** Lends out how inputs that wait for their adapter are read. */
public final class Stored {

    private Stored() {}

    /** What the adapter is handed of an input that was stored. */
    public static AdapterInput input(Body stored, @Nullable String key) throws InvalidEventException {
        return RawInput.of(stored, key).input();
    }
}
