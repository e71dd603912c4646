// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import org.jspecify.annotations.Nullable;

/** The store could not do what was asked, and nothing of it took effect. */
public final class StoreException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean full;

    /**
     * @param message what is wrong and what to do about it
     * @param full whether space is what is missing
     */
    public StoreException(String message, boolean full, @Nullable Throwable cause) {
        super(message, cause);
        this.full = full;
    }

    /** Something other than space is missing. */
    public StoreException(String message, @Nullable Throwable cause) {
        this(message, false, cause);
    }

    /** Whether space is what is missing. */
    public boolean full() {
        return full;
    }
}
