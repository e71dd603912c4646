// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** TLS by the certificates and keys as their files are now; the name of the other side is always checked. */
final class FreshTls implements TlsSocketStrategy {

    private final Outbound outbound;

    FreshTls(Outbound outbound) {
        this.outbound = outbound;
    }

    @Override
    public SSLSocket upgrade(
            Socket socket, String target, int port, @Nullable Object attachment, @Nullable HttpContext context)
            throws IOException {
        SSLContext now;
        try {
            now = outbound.tls();
        } catch (IllegalArgumentException e) {
            throw new SSLException(e.getMessage(), e);
        }
        return new DefaultClientTlsStrategy(now).upgrade(socket, target, port, attachment, context);
    }
}
