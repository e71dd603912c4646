// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;

/**
 * A request that passed the listener.
 *
 * @param method in upper case
 * @param path the path as it was asked for, without the query
 * @param pathParameter what stood in the place of the path's placeholder, decoded; null when the path has none
 * @param query the decoded query parameters; of a repeated one the first
 * @param headers the request's headers, names in lower case; of a repeated one the first
 * @param body the whole body
 */
public record HttpRequest(
        String method,
        String path,
        @Nullable String pathParameter,
        Map<String, String> query,
        Map<String, String> headers,
        Body body) {

    /** Prints without headers, query and body, which may hold secrets. */
    @Override
    public String toString() {
        return method + ' ' + path;
    }
}
