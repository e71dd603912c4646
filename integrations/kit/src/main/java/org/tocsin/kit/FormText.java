// SPDX-License-Identifier: Apache-2.0
package org.tocsin.kit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/** Reads forms as browsers and curl send them. */
public final class FormText {

    private FormText() {}

    /** Whether a content type says that it is one. */
    public static boolean is(@Nullable String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }

    /** The fields in their order. */
    public static Map<String, String> of(String body) throws InvalidEventException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : body.strip().split("&", -1)) {
            int at = pair.indexOf('=');
            if (at < 0) {
                throw new InvalidEventException("body", "is no form, send NAME=VALUE&NAME=VALUE, or JSON");
            }
            try {
                fields.put(
                        URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new InvalidEventException("body", "has a '%' that is no escape, send %25 for it");
            }
        }
        return fields;
    }
}
