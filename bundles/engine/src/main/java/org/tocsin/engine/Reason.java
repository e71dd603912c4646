// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import org.tocsin.engine.component.Quote;

/** Why a route does not start, in one line: the innermost cause, because Camel's own texts quote whole URIs. */
final class Reason {

    private Reason() {}

    static String of(Throwable problem) {
        Throwable innermost = problem;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        String text = innermost instanceof IllegalArgumentException && message != null
                ? message
                : innermost.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        return Quote.of(text);
    }
}
