// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

/** Bytes are not what was written. Unchecked, since it passes through the mappers of rows. */
public final class DamagedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what is damaged, as a person can find it */
    public DamagedException(String message) {
        super(message);
    }

    /** The same with what it comes from. */
    public DamagedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether damage is what a failure comes from. */
    public static boolean in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DamagedException) {
                return true;
            }
        }
        return false;
    }
}
