// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An address that something is posted to, and that is a secret: whoever knows it can post there. Only its host is ever
 * shown.
 */
public final class WebAddress {

    private static final int HIGHEST_PORT = 65_535;
    /** Shorter parts of an address are no secrets, and striking them out would garble the text. */
    private static final int SHORTEST_SECRET = 8;

    private final URI uri;

    private WebAddress(URI uri) {
        this.uri = uri;
    }

    /**
     * Reads an address.
     *
     * @param where it was written, for people, such as {@code org.tocsin.slack.target-ops.cfg: url}
     * @throws IllegalArgumentException when it is no address to post to; never with the address in its message
     */
    public static WebAddress of(String where, String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw wrong(where, "is no URL, use one such as https://hooks.example/T1/B2/secret");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw wrong(where, "is no web address, use one that begins with https:// or http://");
        }
        if (uri.getRawUserInfo() != null) {
            throw wrong(where, "has a user or password, which is not sent; use one without");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
            throw wrong(where, "has no usable host, use one with a host and, if need be, a port from 1 to 65535");
        }
        if (uri.getRawFragment() != null) {
            throw wrong(where, "has a part behind #, which is not sent; use one without");
        }
        return new WebAddress(uri);
    }

    private static IllegalArgumentException wrong(String where, String problem) {
        return new IllegalArgumentException(where + ": " + problem);
    }

    /** Host and port, for people. */
    public String peer() {
        return peer(uri);
    }

    /** Whether it can be read on the way. */
    public boolean isExposed() {
        return isExposed(uri);
    }

    /** Host and port, for people. */
    public static String peer(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ':' + uri.getPort();
    }

    /** Whether what is sent there can be read by others on the way. */
    public static boolean isExposed(URI uri) {
        String host = uri.getHost();
        boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return uri.getScheme().equalsIgnoreCase("http") && !loopback;
    }

    /** Without its query. */
    String base() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getRawAuthority() + path;
    }

    /** Its query as it is written, or the empty text. */
    String query() {
        return uri.getRawQuery() == null ? "" : uri.getRawQuery();
    }

    /** What must not be told of it: path and query, and their parts; the longest first. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        String path = base().substring(base().indexOf('/', "https://".length()));
        secrets.add(path + '?' + query());
        secrets.add(path);
        secrets.add(query());
        Collections.addAll(secrets, (path + '/' + query()).split("[/&=?]", -1));
        // an answer may have read it
        secrets.addAll(secrets.stream().map(WebAddress::decoded).toList());
        secrets.removeIf(secret -> secret.length() < SHORTEST_SECRET);
        return secrets;
    }

    private static String decoded(String part) {
        // a plus is one
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebAddress address && uri.equals(address.uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    /** The host alone. */
    @Override
    public String toString() {
        return peer();
    }
}
