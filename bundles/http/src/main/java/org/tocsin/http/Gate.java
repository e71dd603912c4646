// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpReply;
import org.tocsin.cli.Proof;

/** Decides who may ask. */
final class Gate {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost\\.?|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final String SCHEME = "token ";
    private static final int OK = 200;

    private final TokenRing tokens;
    private final boolean boundToLoopback;

    Gate(TokenRing tokens, boolean boundToLoopback) {
        this.tokens = tokens;
        this.boundToLoopback = boundToLoopback;
    }

    /**
     * Lets a request pass, or throws.
     *
     * @param host what the client believes to talk to: the Host header, or the authority of an absolute target
     * @param origin the Origin header, which browsers send along with what a web page asks for
     * @param authorization the Authorization header
     */
    void check(Credential credential, @Nullable String host, @Nullable String origin, @Nullable String authorization)
            throws RefusedException {
        if (origin != null && !isOurs(origin, host)) {
            throw new RefusedException(
                    Refusal.of(403, "Origin: pages of other sites may not ask this agent, call it from a program"));
        }
        // a page whose own name was made to point to 127.0.0.1 still says that name: it gets no further than a stranger
        if (credential == Credential.LOOPBACK && boundToLoopback && host != null && isLoopback(host)) {
            return;
        }
        if (authorization == null || !isToken(authorization)) {
            throw new RefusedException(Refusal.UNAUTHORIZED);
        }
    }

    /**
     * The answer to a client that wants to know whether this is the agent before it asks, and so has not sent the token; null
     * to anything else.
     *
     * @param authorization the Authorization header
     * @param port the one that the client asked
     */
    @Nullable
    HttpReply proof(@Nullable String authorization, int port) {
        if (authorization == null || !Proof.isQuestion(authorization)) {
            return null;
        }
        String shown = tokens.proof(authorization, port);
        return shown == null ? Refusal.UNAUTHORIZED.reply() : HttpReply.text(OK, shown);
    }

    private boolean isToken(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        return tokens.accepts(authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isOurs(String origin, @Nullable String host) {
        try {
            String authority = new URI(origin).getRawAuthority();
            return authority != null && (isLoopback(authority) || authority.equalsIgnoreCase(host));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static boolean isLoopback(String hostAndPort) {
        String host = PORT.matcher(hostAndPort).replaceFirst("").toLowerCase(Locale.ROOT);
        return LOOPBACK.matcher(host).matches();
    }
}
