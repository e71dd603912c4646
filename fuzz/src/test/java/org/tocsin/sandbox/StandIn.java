// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tocsin.api.Event;

/** Lends out what the stand-in would say of an event, without its network. */
public final class StandIn {

    private StandIn() {}

    /** Against which of PagerDuty's documented rules an event is; empty when against none. */
    public static List<String> errors(Event event) {
        Bytes body = Bytes.of(event.body().toBytes());
        EventCheck.Found found =
                EventCheck.check(Endpoint.valueOf(event.format().toUpperCase(Locale.ROOT)), body);
        List<String> errors = new ArrayList<>(found.errors());
        if (body.length() > Endpoint.MAX_BODY) {
            errors.add("has " + body.length() + " bytes");
        }
        if (!event.lane().key().equals(found.key())) {
            errors.add("the lane's key is not the event's");
        }
        String dedupKey = found.dedupKey();
        if (dedupKey != null && !dedupKey.equals(event.dedupKey())) {
            errors.add("the dedup key is " + dedupKey + " in the text and " + event.dedupKey() + " beside it");
        }
        return errors;
    }
}
