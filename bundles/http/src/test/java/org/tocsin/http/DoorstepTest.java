// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

/** What is said of connections that cannot be accepted, as when no descriptor is left. */
public final class DoorstepTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicBoolean exhausted = new AtomicBoolean(true);
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();

    /** Accepts nothing while there are no descriptors, as the system says it. */
    private final class ScarceChannel extends NioServerSocketChannel {
        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            if (exhausted.get()) {
                attempts.incrementAndGet();
                throw new IOException("Too many open files");
            }
            return super.doReadMessages(accepted);
        }
    }

    @Test
    public void whileNoneCanBeAcceptedOneLineSaysSoAndWhoWaitsIsServedAfterwards() throws Exception {
        Doorstep doorstep = new Doorstep(new Bounds(10, 10, 10), System::nanoTime);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        String log = Log.of(() -> {
            Channel listener = new ServerBootstrap()
                    .group(loops)
                    .channelFactory(ScarceChannel::new)
                    .handler(doorstep.handler())
                    .childHandler(new ChannelHandlerAdapter() {
                        @Override
                        public void handlerAdded(ChannelHandlerContext context) {
                            served.incrementAndGet();
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            try (Caller waiting = new Caller(((InetSocketAddress) listener.localAddress()).getPort())) {
                await("it is tried again").atMost(PATIENCE).until(() -> attempts.get() >= 2);
                assertThat(attempts).as("with pauses").hasValueLessThan(50);
                assertThat(served).hasValue(0);
                exhausted.set(false);
                await("who waited is served").atMost(PATIENCE).until(() -> served.get() == 1);
            } finally {
                loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS)
                        .sync();
            }
            return null;
        });

        assertThat(log.lines().filter(line -> line.contains("Too many open files")))
                .singleElement()
                .asString()
                .contains("TOCSIN-HTTP-012 connections cannot be accepted");
        assertThat(log).doesNotContain("\tat ");
    }

    @Test
    public void whileItGoesOnItIsCountedAndToldOnceAMinute() throws Exception {
        AtomicLong now = new AtomicLong();
        AcceptFailures failures = new AcceptFailures(now::get);
        String log = Log.of(() -> {
            for (int second = 0; second <= 120; second++) {
                now.set(Duration.ofSeconds(second).toNanos());
                failures.add(new IOException("Too many open files"));
            }
            return null;
        });

        assertThat(log.lines().map(line -> line.replaceAll(".*files \\((\\d+) times\\).*", "$1")))
                .containsExactly("1", "60", "60");
    }
}
