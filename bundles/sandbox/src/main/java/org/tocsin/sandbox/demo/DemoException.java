// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

/** The demo cannot go on; the text is for the user. */
final class DemoException extends Exception {

    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
