// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/** Something is wrong with what was typed; found before anything is sent. */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message names the flag and, where it is not plain, the remedy */
    UsageException(String message) {
        super(message);
    }
}
