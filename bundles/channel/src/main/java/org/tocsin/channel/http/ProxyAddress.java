// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy.
 *
 * @param host a name or an address; a literal IPv6 address without its brackets
 * @param user null when it wants none
 */
record ProxyAddress(String host, int port, @Nullable String user, String password) {

    private static final int HTTP = 80;
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads {@code [http://][user:password@]host[:port]}.
     *
     * @throws IllegalArgumentException says what is wrong in words that go on after "is", and the remedy; without the text
     */
    static ProxyAddress of(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if (!"http".equals(uri.getScheme().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("not the URL of an HTTP proxy, use one that begins with http://");
            }
            String host = uri.getHost();
            String path = uri.getRawPath();
            boolean more = !path.isEmpty() && !path.equals("/");
            if (host == null || uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT || more) {
                throw new IllegalArgumentException("not the URL of a proxy, use one such as http://proxy.example:3128");
            }
            String info = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
            int colon = info.indexOf(':');
            String user = colon < 0 ? info : info.substring(0, colon);
            return new ProxyAddress(
                    host.replace("[", "").replace("]", ""),
                    uri.getPort() < 0 ? HTTP : uri.getPort(),
                    info.isEmpty() ? null : decoded(user),
                    colon < 0 ? "" : decoded(info.substring(colon + 1)));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "no URL, use one such as http://proxy.example:3128; in a password write what is no letter and no"
                            + " digit as in a URL",
                    e.getCause()); // not the exception itself: it quotes the text
        }
    }

    /** The same for somebody. */
    ProxyAddress as(String login) {
        int colon = login.indexOf(':');
        return new ProxyAddress(host, port, login.substring(0, colon), login.substring(colon + 1));
    }

    private static String decoded(String part) {
        // a plus is one
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Host and port alone. */
    @Override
    public String toString() {
        return host + ':' + port;
    }
}
