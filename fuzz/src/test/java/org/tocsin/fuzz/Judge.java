// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

import java.util.List;
import org.tocsin.adapter.RawFormat;
import org.tocsin.adapter.Stored;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.pagerduty.PagerDutyFormat;
import org.tocsin.sandbox.StandIn;

/** Knows what may become of an input. */
final class Judge {

    static final PagerDutyFormat PAGERDUTY = new PagerDutyFormat();
    static final RawFormat INPUTS = new RawFormat();

    /** What the stand-in finds wrong, and the format leaves to PagerDuty, as its documentation says little of it. */
    private static final List<String> LEFT_TO_PAGERDUTY =
            List.of("'details'", "'contexts'", "'custom_details'", "'images'", "'links'");

    private static final int LONGEST_REFUSAL = 500;

    private Judge() {}

    /** An event that an adapter has made: PagerDuty takes it as it is. */
    static void made(Event event) {
        kept(event);
        List<String> errors = StandIn.errors(event);
        if (!errors.isEmpty()) {
            throw new Finding("PagerDuty would not take it: " + errors + ": "
                    + event.body().utf8());
        }
    }

    /** An event that a door has let in: it is within PagerDuty's limits, and reads the same again. */
    static void accepted(Event event) {
        kept(event);
        List<String> errors = event.lane().channel().equals(INPUTS.channel())
                ? List.of()
                : StandIn.errors(event).stream()
                        .filter(error -> LEFT_TO_PAGERDUTY.stream().noneMatch(error::contains))
                        .toList();
        if (!errors.isEmpty()) {
            throw new Finding(
                    "beyond the limits: " + errors + ": " + event.body().utf8());
        }
    }

    /** A refusal: one line that begins with a field's name. */
    static void refused(String text) {
        int colon = text.indexOf(": ");
        if (colon < 1 || text.length() == colon + 2) {
            throw new Finding("a refusal that names no field: " + text);
        }
        if (text.length() > LONGEST_REFUSAL || text.chars().anyMatch(Character::isISOControl)) {
            throw new Finding("a refusal that is not one short line: " + text);
        }
    }

    private static void kept(Event event) {
        boolean waits = event.lane().channel().equals(INPUTS.channel());
        EventFormat format = waits ? INPUTS : PAGERDUTY;
        String key = waits
                ? event.lane().key().substring(event.lane().key().indexOf('/') + 1)
                : event.lane().key();
        try {
            Event again = format.read(event.body(), event.format(), key);
            if (!again.equals(event)) {
                throw new Finding("reads differently again: " + event + " and " + again + ": "
                        + event.body().utf8() + " and " + again.body().utf8());
            }
            if (waits) {
                Stored.input(event.body(), key);
            }
        } catch (InvalidEventException e) {
            throw new Finding(
                    "was accepted, and cannot be read again: " + event.body().utf8(), e);
        }
    }
}
