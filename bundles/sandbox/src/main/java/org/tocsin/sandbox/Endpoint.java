// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import org.jspecify.annotations.Nullable;

/** The doors of the Events API. */
enum Endpoint {
    V1("v1", "/generic/2010-04-15/create_event.json", 200, 403),
    V2("v2", "/v2/enqueue", 202, 429),
    CHANGE("change", "/v2/change/enqueue", 202, 429);

    /** The API's limit on one event: 512 KB. */
    static final int MAX_BODY = 512 * 1024;

    final String format;
    final String path;
    final int success;
    /** The status that means "too many, come again later". */
    final int throttled;

    Endpoint(String format, String path, int success, int throttled) {
        this.format = format;
        this.path = path;
        this.success = success;
        this.throttled = throttled;
    }

    static @Nullable Endpoint of(String path) {
        for (Endpoint endpoint : values()) {
            if (endpoint.path.equals(path)) {
                return endpoint;
            }
        }
        return null;
    }
}
