// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.TcpConfig;

/** Counts connections when they are accepted. Vert.x tells of one with TLS only when its handshake is over. */
final class Doorstep extends NioTransport {

    private final Bounds bounds;

    Doorstep(Bounds bounds) {
        this.bounds = bounds;
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(new Count(bounds));
    }

    /** Stands before what gives an accepted connection to its event loop. */
    @Sharable
    private static final class Count extends ChannelInboundHandlerAdapter {

        private final Bounds bounds;

        Count(Bounds bounds) {
            this.bounds = bounds;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection) {
                if (!bounds.accepted()) {
                    // it has no event loop yet, on which it could be closed otherwise
                    connection.unsafe().closeForcibly();
                    return;
                }
                connection.closeFuture().addListener(ignored -> bounds.gone());
            }
            context.fireChannelRead(accepted);
        }
    }
}
