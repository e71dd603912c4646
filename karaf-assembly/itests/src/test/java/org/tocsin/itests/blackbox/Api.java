// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.itests.Agent;

/** An agent's local API as curl asks it: one connection for each request, the token with it. */
final class Api {

    private final Agent agent;

    Api(Agent agent) {
        this.agent = agent;
    }

    Http.Answer get(String target) throws IOException {
        return call("GET", target, "");
    }

    Http.Answer post(String target, String body, String... headers) throws IOException {
        return call("POST", target, body, headers);
    }

    Http.Answer call(String method, String target, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("Authorization: token " + agent.token()));
        all.addAll(List.of(headers));
        return Http.once(agent.port(), method, target, all, body.getBytes(UTF_8));
    }

    /** Without the token. */
    Http.Answer strange(String method, String target, String body, String... headers) throws IOException {
        return Http.once(agent.port(), method, target, List.of(headers), body.getBytes(UTF_8));
    }
}
