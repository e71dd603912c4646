// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.TcpConfig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts connections when they are accepted: Vert.x tells of one with TLS only when its handshake is over. And says it when
 * none can be accepted.
 */
final class Doorstep extends NioTransport {

    private final Count count;

    Doorstep(Bounds bounds, LongSupplier nanoTime) {
        this.count = new Count(bounds, new AcceptFailures(nanoTime));
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(handler());
    }

    /** What stands there. */
    ChannelHandler handler() {
        return count;
    }

    /** Stands before what gives an accepted connection to its event loop. */
    @Sharable
    private static final class Count extends ChannelInboundHandlerAdapter {

        /** Those who come meanwhile are kept by the kernel; asked again at once, it would say the same. */
        private static final long PAUSE_MILLIS = 1_000;

        private final Bounds bounds;
        private final AcceptFailures failures;

        Count(Bounds bounds, AcceptFailures failures) {
            this.bounds = bounds;
            this.failures = failures;
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

        /** Netty, behind us, would make the same pause, and log a stack trace each time. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                context.fireExceptionCaught(cause);
                return;
            }
            failures.add(cause);
            ChannelConfig config = context.channel().config();
            config.setAutoRead(false);
            var unused = context.channel()
                    .eventLoop()
                    .schedule(() -> config.setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
