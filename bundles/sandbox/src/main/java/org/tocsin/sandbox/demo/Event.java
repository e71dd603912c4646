// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.util.Locale;

/**
 * One event of the story.
 *
 * @param service whose event it is
 * @param number its place among the events of the service, from 1
 * @param act when it is sent
 * @param action what happens to the incident
 * @param incident the number of the incident within the service, from 1
 */
record Event(Service service, int number, Act act, Action action, int incident) {

    /** What an event does. */
    enum Action {
        TRIGGER,
        ACKNOWLEDGE,
        RESOLVE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Text that is in this event and in no other. */
    String mark() {
        return service.host() + "-" + number;
    }

    /** What trigger and resolve of one incident share. */
    String dedupKey() {
        return service.host() + "/" + incident;
    }

    String summary() {
        return service.troubles().get((incident - 1) % service.troubles().size());
    }

    /** The short form of the report, as in T1 or R1. */
    String token() {
        return action.name().substring(0, 1) + incident;
    }

    Sender sender() {
        return service.senders().get((number - 1) % service.senders().size());
    }
}
