// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Proof;

/** The token that opens the gate, and the one before it for as long as that is still accepted. */
final class TokenRing {

    private final LongSupplier nanoTime;
    private volatile Held held;

    /** Two tokens; the one before is empty when there was none. */
    private record Held(String now, String before, long beforeEnds) {}

    TokenRing(String token, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        held = new Held(token, "", nanoTime.getAsLong());
    }

    /** Another token from now on; the present one is accepted that much longer. The same token changes nothing. */
    synchronized boolean replace(String token, Duration grace) {
        if (is(bytes(token), held.now)) {
            return false;
        }
        held = new Held(token, held.now, nanoTime.getAsLong() + grace.toNanos());
        return true;
    }

    /** Whether this is a token that is accepted; how long that takes tells nothing of it. */
    boolean accepts(byte[] given) {
        Held tokens = held;
        boolean now = is(given, tokens.now);
        boolean before = is(given, tokens.before);
        boolean still = !tokens.before.isEmpty() && nanoTime.getAsLong() - tokens.beforeEnds < 0;
        return now || (before && still);
    }

    /** What shows whoever asks for it with a token that is accepted that this agent has it, too; null for others. */
    @Nullable
    String proof(String authorization, int port) {
        Held tokens = held;
        String now = Proof.answer(authorization, tokens.now, port);
        boolean still = !tokens.before.isEmpty() && nanoTime.getAsLong() - tokens.beforeEnds < 0;
        return now != null || !still ? now : Proof.answer(authorization, tokens.before, port);
    }

    private static boolean is(byte[] given, String token) {
        return MessageDigest.isEqual(given, bytes(token));
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.UTF_8);
    }

    /** Says nothing of them. */
    @Override
    public String toString() {
        return "TokenRing";
    }
}
