// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.vertx.core.MultiMap;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request's headers by their names in lower case; of a repeated one the first. Looked up in what the decoder made, since
 * most paths ask for one or two: only who walks over all of them pays for all.
 */
final class RequestHeaders extends AbstractMap<String, String> {

    private static final String AUTHORIZATION = "authorization";

    private final MultiMap headers;
    private final boolean withCredential;

    /** @param withCredential whether the token may be seen, which has served its purpose where one was asked for */
    RequestHeaders(MultiMap headers, boolean withCredential) {
        this.headers = headers;
        this.withCredential = withCredential;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        return name instanceof String text && isSeen(text) ? headers.get(text) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : headers) {
            all.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
        }
        if (!withCredential) {
            all.remove(AUTHORIZATION);
        }
        return Collections.unmodifiableMap(all).entrySet();
    }

    private boolean isSeen(String name) {
        boolean lower = name.toLowerCase(Locale.ROOT).equals(name);
        return lower && (withCredential || !name.equals(AUTHORIZATION));
    }
}
