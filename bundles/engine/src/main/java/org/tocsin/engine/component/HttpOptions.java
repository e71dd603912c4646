// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpDoor.PathSpec;

/**
 * What {@code tocsin:http} is told.
 *
 * @param door the name of the listener
 * @param path what is opened on it
 * @param headers the request headers that become exchange properties
 * @param query the query parameters that become exchange properties
 * @param blocking whether the route may block, and so needs a thread of its own
 * @param errors the name of the shape of errors; null for the house's
 */
record HttpOptions(
        String door,
        PathSpec path,
        List<String> headers,
        List<String> query,
        boolean blocking,
        @Nullable String errors) {

    // What no listener takes is refused here: the route then fails with this reason, and not its path later.
    private static final Pattern PATH =
            Pattern.compile("/|(/[A-Za-z0-9._~-]+)*(/\\{[A-Za-z0-9]+})?(/[A-Za-z0-9._~-]+)*");
    private static final Pattern METHOD = Pattern.compile("[A-Z]+");

    static HttpOptions of(Options options) {
        String path = options.required("path", "/send");
        if (!PATH.matcher(path).matches()) {
            throw options.wrong(
                    "path",
                    "must be made of /plain/names without a slash at the end, one of them may be a {placeholder}");
        }
        Set<String> methods = new TreeSet<>();
        for (String method : options.text("methods", "").split(",", -1)) {
            String name = method.strip().toUpperCase(Locale.ROOT);
            if (!METHOD.matcher(name).matches()) {
                throw options.wrong("methods", "must be names of letters, separated by commas, for example GET,POST");
            }
            methods.add(name);
        }
        return new HttpOptions(
                options.text("door", ""),
                new PathSpec(path, methods, credential(options), options.positive("maxBody")),
                names(options, "headers"),
                names(options, "query"),
                options.flag("blocking"),
                options.text("errors"));
    }

    private static Credential credential(Options options) {
        return switch (options.text("credential", "").toLowerCase(Locale.ROOT)) {
            case "token" -> Credential.TOKEN;
            case "loopback" -> Credential.LOOPBACK;
            default -> throw options.wrong("credential", "must be token or loopback");
        };
    }

    /** A stranger's text must not become a property that steers Camel or a {@code tocsin:} endpoint. */
    private static List<String> names(Options options, String option) {
        List<String> names = options.list(option);
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.isEmpty() || lower.startsWith("camel") || lower.startsWith("tocsin")) {
                throw options.wrong(option, "no name may be empty or begin with Camel or Tocsin");
            }
        }
        return names;
    }
}
