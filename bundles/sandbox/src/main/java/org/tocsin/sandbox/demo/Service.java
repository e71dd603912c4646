// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that raises alarms; it has a key of its own, so it is a lane.
 *
 * @param name for people
 * @param host the source of its events
 * @param key its routing key
 * @param senders what it sends with, in turn
 * @param troubles the summaries of its incidents
 */
record Service(String name, String host, String key, List<Sender> senders, List<String> troubles) {

    String senderNames() {
        return senders.stream().map(Sender::label).collect(Collectors.joining(", "));
    }

    /** A key of the right form that is nobody's. */
    static String key(String end) {
        return "tocsindemo" + "0".repeat(32 - 10 - end.length()) + end;
    }
}
