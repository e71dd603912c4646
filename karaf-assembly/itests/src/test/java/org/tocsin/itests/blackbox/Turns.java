// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.itests.Agent;
import org.tocsin.sandbox.Bytes;
import org.tocsin.sandbox.order.Ledger;

/** Lanes whose events are posted in turn by who calls, so that of every event its order number is known. */
final class Turns {

    private static final Pattern RECEIPT = Pattern.compile("\\{\"key\":\"([0-9a-f]{16})([0-9a-f]{16})\"\\}\\s*");

    private final List<LaneStory> stories = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();
    private final Api api;
    private int turn;

    /**
     * An event that was accepted.
     *
     * @param lane the key of its lane
     * @param mark text that is in no other event
     * @param body its bytes
     * @param event its name, as the receipt has it
     * @param order its order number
     */
    record Taken(String lane, String mark, Bytes body, String event, long order) {}

    Turns(Agent agent, String name, int lanes, long seed) {
        api = new Api(agent);
        for (int lane = 0; lane < lanes; lane++) {
            String key = (name + "lane" + lane + "x".repeat(32)).substring(0, 32);
            stories.add(new LaneStory(name + lane, key, lane % 2 == 1, seed + lane));
        }
    }

    /** The next lane posts its next event; one that is refused is not offered again. */
    Http.Answer offer() throws IOException {
        LaneStory story = stories.get(turn++ % stories.size());
        LaneStory.Event event = story.next();
        Http.Answer answer = api.post("/send", event.text(), "Pd-Event-Version: " + event.version());
        if (answer.status() == 200) {
            Matcher receipt = RECEIPT.matcher(answer.body());
            assertThat(receipt.matches()).as(answer.body()).isTrue();
            long order = Long.parseLong(receipt.group(2), 16);
            taken.add(new Taken(
                    story.key(), event.mark(), Bytes.of(event.text()), receipt.group(1) + receipt.group(2), order));
        }
        return answer;
    }

    /** So many events, none of which may be refused. */
    void accept(int events) throws IOException {
        for (int i = 0; i < events; i++) {
            Http.Answer answer = offer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    /** What was accepted, oldest first. */
    List<Taken> taken() {
        return taken;
    }

    /** What must arrive: all that was accepted but these. */
    Ledger ledgerWithout(Collection<Taken> lost) {
        Ledger ledger = new Ledger();
        for (Taken event : taken) {
            if (!lost.contains(event)) {
                ledger.accepted(event.lane(), event.mark(), event.body());
            }
        }
        return ledger;
    }
}
