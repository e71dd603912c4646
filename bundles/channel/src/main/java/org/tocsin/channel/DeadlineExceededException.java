// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.io.InterruptedIOException;

/** An attempt was cut off because its total deadline had passed. */
public final class DeadlineExceededException extends InterruptedIOException {

    private static final long serialVersionUID = 1L;

    /**
     * The end of an attempt.
     *
     * @param cause how it showed
     */
    public DeadlineExceededException(Throwable cause) {
        super("deadline exceeded");
        initCause(cause);
    }
}
