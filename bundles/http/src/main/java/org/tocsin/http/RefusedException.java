// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpReply;

/** Ends the reading of a request that the listener answers by itself. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final transient ErrorShape shape;

    /** Where it is not known which path was meant. */
    RefusedException(Refusal refusal) {
        this(refusal, ErrorShape.HOUSE);
    }

    /** @param shape that of the path */
    RefusedException(Refusal refusal, ErrorShape shape) {
        // not a defect but an answer: without a stack, as an attacker may cause many
        super(refusal.text(), null, false, false);
        this.refusal = refusal;
        this.shape = shape;
    }

    Refusal refusal() {
        return refusal;
    }

    HttpReply reply() {
        return refusal.reply(shape);
    }
}
