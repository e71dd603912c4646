// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;

/** The body of one request, and what the request takes of the listener's bounds. */
final class Load {

    private final Bounds bounds;
    private byte[] first = new byte[0];
    private @Nullable ByteArrayOutputStream more;
    private boolean inside;
    private int held;

    Load(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Takes a place, and room for the announced length. */
    void enter(int announced) throws RefusedException {
        inside = bounds.enter();
        if (!inside) {
            throw new RefusedException(Refusal.later("agent: has too much to do, try again in a moment"));
        }
        hold(announced);
    }

    void add(Buffer chunk, int maxBody) throws RefusedException {
        int size = size() + chunk.length();
        if (size > maxBody) {
            throw new RefusedException(Refusal.tooLarge(maxBody));
        }
        hold(size - held);
        if (size() == 0) {
            first = chunk.getBytes(); // and of most bodies there is no second
            return;
        }
        ByteArrayOutputStream all = more;
        if (all == null) {
            all = new ByteArrayOutputStream(size);
            all.writeBytes(first);
            more = all;
        }
        all.writeBytes(chunk.getBytes());
    }

    private int size() {
        ByteArrayOutputStream all = more;
        return all == null ? first.length : all.size();
    }

    /** What has come; it is held here no longer. */
    Body body() {
        ByteArrayOutputStream all = more;
        Body body = Body.of(all == null ? first : all.toByteArray());
        first = new byte[0];
        more = null;
        return body;
    }

    /** Gives back what was taken. */
    void leave() {
        if (inside) {
            inside = false;
            bounds.leave(held);
        }
    }

    private void hold(int more) throws RefusedException {
        if (more > 0) {
            if (!bounds.hold(more)) {
                throw new RefusedException(Refusal.later("agent: holds too many bodies, try again in a moment"));
            }
            held += more;
        }
    }
}
