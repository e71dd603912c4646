// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/** What the events of some lanes meet instead of an answer. */
enum Sickness {
    /** Silence. */
    HANG {
        @Override
        void befall(HttpServerRequest request) {}
    },

    /** 429, without a word about when to come again. */
    THROTTLE {
        @Override
        void befall(HttpServerRequest request) {
            request.response().setStatusCode(429).end("{\"status\":\"throttle exceeded\"}");
        }
    },

    /** RST. */
    RESET {
        @Override
        void befall(HttpServerRequest request) {
            // closing a socket that does not linger does that; Vert.x has no door for it, its channel has
            Channel channel = ((HttpServerConnection) request.connection())
                    .channelHandlerContext()
                    .channel();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var unused = channel.close();
        }
    };

    private static final String KEY_PREFIX = "sick";
    /** Where the key begins in the events of the benchmarks. */
    private static final int KEY_AT = "{\"routing_key\":\"".length();

    abstract void befall(HttpServerRequest request);

    /** What the keys of sick lanes begin with. */
    static String keyPrefix() {
        return KEY_PREFIX;
    }

    /** Whether an event is of a sick lane. */
    static boolean has(Buffer text) {
        if (text.length() < KEY_AT + KEY_PREFIX.length()) {
            return false;
        }
        for (int i = 0; i < KEY_PREFIX.length(); i++) {
            if (text.getByte(KEY_AT + i) != KEY_PREFIX.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
