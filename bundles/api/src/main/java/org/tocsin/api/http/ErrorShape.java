// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.http;

import org.osgi.annotation.versioning.ConsumerType;
import org.tocsin.api.Body;

/**
 * How errors are written for those who speak one protocol. An OSGi service for each; its property {@value #SHAPE} is its
 * name. A path that names a shape gets all its errors in it, those that the listener finds by itself, too.
 */
@FunctionalInterface
@ConsumerType
public interface ErrorShape {

    /** The service property that names the shape. */
    String SHAPE = "tocsin.shape";

    /** The house's own: {@code {"errors":["field: what is wrong, what to do"]}}. */
    ErrorShape HOUSE = (status, text) -> Body.of("{\"errors\":[" + quoted(text) + "]}");

    /**
     * The JSON text of an answer.
     *
     * @param status 400 to 599
     * @param text {@code field: what is wrong, what to do}; never a secret
     */
    Body body(int status, String text);

    /** A text as a JSON string, with its quotes. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
