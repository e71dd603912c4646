// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

/** Ends the reading of a request that the listener answers by itself. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        // not a defect but an answer: without a stack, as an attacker may cause many
        super(refusal.text(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
