// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** It is not a file that is wrong, but the directory: nothing can be taken in from there until a person has seen to it. */
final class UnusableInboxException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message why, and what to do */
    UnusableInboxException(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}
