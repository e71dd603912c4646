// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import org.tocsin.api.http.ErrorShape;

/** The JSON text of an error. */
public final class Errors {

    static final String TYPE = "application/json";

    private Errors() {}

    /** The house's shape of an error. */
    public static String json(String text) {
        return ErrorShape.HOUSE.body(0, text).utf8();
    }
}
