// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;
import org.tocsin.http.Bounds.Welcome;

/** One connection, seen from its event loop. */
final class Peer {

    final HttpConnection connection;
    final Welcome welcome;

    /** The request that is being served; null while the connection waits for one. */
    @Nullable
    Exchange current;

    /** When the connection has waited long enough for a request, on the loop's clock. */
    long deadline;

    Peer(HttpConnection connection, Welcome welcome, long deadline) {
        this.connection = connection;
        this.welcome = welcome;
        this.deadline = deadline;
    }

    /** Closes a connection that asks for nothing; however few bytes keep dripping in, the deadline stands. */
    void sweep(long now) {
        if (current == null && now - deadline > 0) {
            connection.close();
        }
    }

    /** The connection is gone. */
    void gone() {
        Exchange open = current;
        if (open != null) {
            open.gone();
        }
    }
}
