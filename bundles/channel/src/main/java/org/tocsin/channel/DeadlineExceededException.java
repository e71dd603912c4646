// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.io.InterruptedIOException;

/** An attempt was cut off because its total deadline had passed. */
final class DeadlineExceededException extends InterruptedIOException {

    private static final long serialVersionUID = 1L;

    DeadlineExceededException(Throwable cause) {
        super("deadline exceeded");
        initCause(cause);
    }
}
