// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventDraft;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.TocsinProperties;
import org.tocsin.api.Translation;

/** Makes events of what the route of an adapter ended with. */
final class Drafts {

    private final Doors doors;
    private final AdapterOptions options;

    Drafts(Doors doors, AdapterOptions options) {
        this.doors = doors;
        this.options = options;
    }

    /** @param exchange after the route; one that was told to stop has made nothing */
    Translation translation(Exchange exchange) throws InvalidEventException, AdapterFailedException {
        List<@Nullable EventDraft> drafts = exchange.isRouteStop() ? List.of() : draftsOf(exchange);
        List<Event> events = new ArrayList<>();
        List<Translation.Problem> problems = new ArrayList<>();
        InvalidEventException first = null;
        for (int i = 0; i < drafts.size(); i++) {
            EventDraft draft = drafts.get(i);
            try {
                if (draft != null) {
                    events.add(read(draft, exchange));
                }
            } catch (InvalidEventException e) {
                first = first == null ? e : first;
                problems.add(new Translation.Problem(i, String.valueOf(e.getMessage())));
            }
        }
        if (first != null && events.isEmpty()) {
            throw problems.size() == 1 ? first : all(first, problems.size());
        }
        return new Translation(events, problems);
    }

    private List<@Nullable EventDraft> draftsOf(Exchange exchange) throws AdapterFailedException {
        Object body = exchange.getMessage().getBody();
        if (body == null) {
            return List.of();
        }
        if (body instanceof Iterable<?> several) {
            List<@Nullable EventDraft> drafts = new ArrayList<>();
            for (Object one : several) {
                // a part that makes no event keeps its number
                drafts.add(one == null ? null : draft(one, exchange));
            }
            return drafts;
        }
        return List.of(draft(body, exchange));
    }

    private EventDraft draft(@Nullable Object made, Exchange exchange) throws AdapterFailedException {
        if (made instanceof EventDraft draft) {
            return draft;
        }
        if (made instanceof Body text) {
            return new EventDraft(text, null, null, null);
        }
        try {
            return new EventDraft(Body.of(Payload.of(exchange, made)), null, null, null);
        } catch (InvalidPayloadException e) {
            throw new AdapterFailedException(
                    "adapter: " + options.name() + " ended with "
                            + (made == null ? "nothing" : made.getClass().getName())
                            + ", which is no text; it must end with texts, EventDrafts, or a list of them",
                    e);
        }
    }

    private Event read(EventDraft draft, Exchange exchange) throws InvalidEventException, AdapterFailedException {
        String channel = draft.channel() == null ? options.channel() : draft.channel();
        EventFormat format = doors.format(channel);
        if (format == null) {
            throw new AdapterFailedException(
                    "channel: " + channel + " is not there, install its plugin or try again soon");
        }
        return format.fit(
                draft.text(),
                draft.format() == null
                        ? exchange.getProperty(TocsinProperties.FORMAT, options.format(), String.class)
                        : draft.format(),
                draft.key() == null ? keyBeside(exchange) : draft.key());
    }

    /** The input's, unless the route has set another. */
    private @Nullable String keyBeside(Exchange exchange) throws AdapterFailedException {
        String key = exchange.getProperty(TocsinProperties.KEY, String.class);
        KeyFile keyFile = options.keyFile();
        if (key != null || keyFile == null) {
            return key;
        }
        try {
            return keyFile.key();
        } catch (QueueRefusedException e) {
            throw new AdapterFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static InvalidEventException all(InvalidEventException first, int number) {
        String text = String.valueOf(first.getMessage()).substring(first.field().length() + 2);
        return new InvalidEventException(first.kind(), first.field(), text + " (and " + (number - 1) + " more)");
    }
}
