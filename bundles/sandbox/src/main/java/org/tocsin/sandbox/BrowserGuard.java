// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pages of others, open in a browser on this host, out of the control API. A name that somebody lets point to
 * 127.0.0.1 (DNS rebinding) is told by {@code Host}; a page of another origin by {@code Origin} and {@code
 * Sec-Fetch-Site}, which pages cannot forge; and what a form can send without asking is no change: that takes JSON, or no
 * body and no browser at all.
 */
final class BrowserGuard {

    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

    private static final Set<String> OUR_OWN = Set.of("same-origin", "none");

    /**
     * A request that is refused.
     *
     * @param status 403 or 415
     * @param text why, and the remedy
     */
    record Refusal(int status, String text) {}

    private final String listening;

    /** @param listening the address that the sandbox listens on, by which it may be called too */
    BrowserGuard(String listening) {
        this.listening = (listening.contains(":") ? '[' + listening + ']' : listening).toLowerCase(Locale.ROOT);
    }

    /** Why a request is refused; null when it is not. */
    @Nullable
    Refusal refusal(HttpServerRequest request) {
        String host = header(request, "Host");
        if (!names(host)) {
            return new Refusal(403, "Host: is no name of this sandbox, call it 127.0.0.1 or localhost");
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !origin.toLowerCase(Locale.ROOT).equals("http://" + host)) {
            return new Refusal(403, "Origin: is another page's, only the sandbox's own page may do that");
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !OUR_OWN.contains(site) && !opensThePage(request)) {
            return new Refusal(403, "Sec-Fetch-Site: another page asked, only the sandbox's own page may do that");
        }
        boolean reads = request.method().name().equals("GET");
        return reads || says(request, origin != null || site != null)
                ? null
                : new Refusal(415, "Content-Type: must be application/json, or send no body and no content type");
    }

    private boolean names(String host) {
        return LOOPBACK.matcher(host).matches()
                || host.replaceFirst(":\\d{1,5}$", "").equals(listening);
    }

    /** A link from elsewhere may lead to the page; nobody can look into it or put it into a frame. */
    private static boolean opensThePage(HttpServerRequest request) {
        return request.method().name().equals("GET")
                && request.path().equals(Control.ROOT)
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
    }

    private static boolean says(HttpServerRequest request, boolean browser) {
        String type = request.getHeader("Content-Type");
        return type == null ? !browser : isJson(type);
    }

    static boolean isJson(String type) {
        return type.split(";", 2)[0].trim().equalsIgnoreCase("application/json");
    }

    private static String header(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value.toLowerCase(Locale.ROOT);
    }
}
