// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How client and agent show each other that both have the token, without telling it: while the agent is down, anybody may
 * listen on its port.
 *
 * <p>The client sends any request with {@code Authorization: proof <nonce>.<mac>}; the answer is 200 and the agent's mac. A
 * mac is HMAC-SHA256 by the token, as hexadecimal digits, of {@code tocsin client <port> <nonce>} and {@code tocsin agent
 * <port> <nonce>}. The port is the one that the client asks and the agent listens on: so nobody on another one can pass the
 * question on to the agent. The client goes first: so the agent gives nobody without the token a number to guess it by. Who
 * listens in its place gets one from the client, which is of no use against a token of random characters.
 */
public final class Proof {

    private static final String SCHEME = "proof ";
    private static final Pattern QUESTION = Pattern.compile("(?i:proof) +([0-9a-f]{32})\\.([0-9a-f]{64})");
    private static final int NONCE_BYTES = 16;

    private Proof() {}

    /** Something that nobody was ever asked. */
    static String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The client's header {@code Authorization}. */
    static String question(String token, int port, String nonce) {
        return SCHEME + nonce + '.' + mac(token, "client", port, nonce);
    }

    /** Whether the answer to such a question is that of who has the token and listens on that port. */
    static boolean isAnswer(String answer, String token, int port, String nonce) {
        return isSame(answer, mac(token, "agent", port, nonce));
    }

    /** Whether a header {@code Authorization} is such a question. */
    public static boolean isQuestion(String authorization) {
        return QUESTION.matcher(authorization).matches();
    }

    /** The agent's answer; null when whoever asks has not this token, or asks another port. */
    public static @Nullable String answer(String authorization, String token, int port) {
        Matcher question = QUESTION.matcher(authorization);
        if (!question.matches()) {
            return null;
        }
        String nonce = question.group(1);
        return isSame(question.group(2), mac(token, "client", port, nonce)) ? mac(token, "agent", port, nonce) : null;
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private static String mac(String token, String who, int port, String nonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] text = ("tocsin " + who + ' ' + port + ' ' + nonce).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
