// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.net.InetAddress;
import java.net.ProxySelector;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** By which proxy: that of the configuration, else of the JVM ({@code https.proxyHost}), else of the environment. */
final class OutboundPlanner extends SystemDefaultRoutePlanner {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Outbound outbound;

    OutboundPlanner(Outbound outbound) {
        super(ProxySelector.getDefault());
        this.outbound = outbound;
    }

    @Override
    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
        boolean safe = "https".equalsIgnoreCase(target.getSchemeName());
        int port = target.getPort() > 0 ? target.getPort() : safe ? HTTPS : HTTP;
        if (outbound.isDirect(target.getHostName(), port)) {
            return null;
        }
        ProxyAddress proxy;
        try {
            proxy = outbound.proxy();
        } catch (IllegalArgumentException e) {
            throw new HttpException(e.getMessage(), e);
        }
        if (proxy == null) {
            HttpHost jvms = super.determineProxy(target, context);
            if (jvms != null) {
                return jvms;
            }
            proxy = outbound.ambientProxy(target.getSchemeName());
        }
        return proxy == null ? null : new HttpHost("http", proxy.host(), proxy.port());
    }

    @Override
    protected @Nullable InetAddress determineLocalAddress(HttpHost firstHop, HttpContext context) {
        return outbound.source();
    }
}
