// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

/** It cannot be done. The message is one line: what is wrong, and what to do. */
public final class OfflineException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean usage;

    private OfflineException(String message, boolean usage) {
        super(message);
        this.usage = usage;
    }

    static OfflineException of(String message) {
        return new OfflineException(message, false);
    }

    /** The command line is wrong. */
    static OfflineException usage(String message) {
        return new OfflineException(message, true);
    }

    /** 2 when the command line is wrong, else 1. */
    int exit() {
        return usage ? 2 : 1;
    }
}
