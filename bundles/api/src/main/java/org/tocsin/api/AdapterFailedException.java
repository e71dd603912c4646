// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/**
 * An adapter made nothing of an input, and not because of the input: it is being replaced, its channel is not there, or
 * it has a fault. The same input may be translated later, by this version of the adapter or the next: whoever holds it
 * keeps it. Its message says what to do and never quotes the input.
 */
public final class AdapterFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and what to do about it; never a part of the input */
    public AdapterFailedException(String message) {
        super(message);
    }

    /** The same; {@code cause} is for whoever debugs the adapter, and may quote the input. */
    public AdapterFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
