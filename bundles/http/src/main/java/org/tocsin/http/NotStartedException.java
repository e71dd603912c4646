// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import org.jspecify.annotations.Nullable;

/** The listener cannot start as it is configured. Its message is one line that names file, key, value and remedy. */
final class NotStartedException extends Exception {

    private static final long serialVersionUID = 1L;

    NotStartedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
