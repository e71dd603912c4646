// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

/** Something that may not be. Jazzer keeps the input and says where. */
final class Finding extends AssertionError {

    private static final long serialVersionUID = 1L;

    Finding(String what) {
        super(what);
    }

    Finding(String what, Throwable cause) {
        super(what, cause);
    }
}
