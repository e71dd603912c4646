// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;
import org.tocsin.itests.Agent;

/** What the tools watch: a port on which somebody listens, or, as at first, nobody. */
final class WatchedPort extends ExternalResource {

    private final int number = Agent.freePort();
    private @Nullable HttpServer listener;

    int number() {
        return number;
    }

    /** All is well. */
    void recovers() {
        try {
            listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), number), 0);
            listener.start();
        } catch (IOException e) {
            throw new AssertionError("port " + number + " cannot be opened", e);
        }
    }

    /** Nobody listens any more. */
    void fails() {
        if (listener != null) {
            listener.stop(0);
            listener = null;
        }
    }

    @Override
    protected void after() {
        fails();
    }
}
