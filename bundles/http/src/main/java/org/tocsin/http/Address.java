// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.tocsin.api.Setting;

/**
 * Where a listener binds.
 *
 * @param text as it was configured
 * @param host resolved, so that what is checked is what is bound
 * @param port 0 for a free one
 */
record Address(String text, InetAddress host, int port) {

    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException when the text is no address; the message names file, key, value and remedy */
    static Address parse(String value) {
        Setting setting = Setting.of(Settings.FILE, "address", value);
        String text = setting.text();
        int colon = text.lastIndexOf(':');
        String host = colon < 1 ? "" : text.substring(0, colon);
        int port = colon < 1 ? -1 : port(text.substring(colon + 1));
        boolean bareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
        if (host.isBlank() || port < 0 || bareIpv6) {
            throw setting.isNot("an address", "host:port, for example 127.0.0.1:49463 or [::1]:49463");
        }
        try {
            return new Address(text, InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw setting.isNot("the address of a known host", "one such as 127.0.0.1:49463");
        }
    }

    boolean isLoopback() {
        return host.isLoopbackAddress();
    }

    /** The URL of this address once it is bound to that port. */
    String url(String scheme, int boundPort) {
        String name = text.substring(0, text.lastIndexOf(':'));
        return scheme + "://" + name + ':' + boundPort;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > MAX_PORT ? -1 : port;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
