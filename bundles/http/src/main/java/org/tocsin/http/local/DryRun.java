// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Event;
import org.tocsin.api.InputRoom;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Translation;
import org.tocsin.cli.DraftView;
import org.tocsin.cli.TranslationView;

/** What an adapter makes of an input, shown to a person, who may try it out without a key. */
final class DryRun {

    /** Stands where there is no key: the place of a key of PagerDuty. */
    private static final String NO_KEY = "0".repeat(32);

    private static final String NO_LANE = "-";
    private static final String KEY = "_key";

    /** Below the 15 seconds that the client waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InputRoom room;

    DryRun(InputRoom room) {
        this.room = room;
    }

    /** @param text the body of an event as it may be shown */
    TranslationView of(Adapter adapter, AdapterInput input, Function<Event, String> text)
            throws InvalidEventException, AdapterFailedException {
        try (InputRoom.Stay stay = room.enter(input.body(), PATIENCE)) {
            Translation made = translation(adapter, input);
            return new TranslationView(
                    made.events().stream()
                            .map(event -> new DraftView(
                                    event.lane().channel(),
                                    isWithoutKey(event) ? NO_LANE : event.lane().id(),
                                    event.format(),
                                    event.dedupKey(),
                                    text.apply(event)))
                            .toList(),
                    made.problems().stream().map(AdapterBoard::told).toList(),
                    made.events().stream().anyMatch(DryRun::isWithoutKey));
        }
    }

    private static Translation translation(Adapter adapter, AdapterInput input)
            throws InvalidEventException, AdapterFailedException {
        Translation made;
        try {
            made = adapter.translate(input);
            if (input.key() != null || made.problems().isEmpty()) {
                return made;
            }
        } catch (InvalidEventException e) {
            if (input.key() != null || !e.field().endsWith(KEY)) {
                throw e;
            }
            return adapter.translate(withKey(input));
        }
        Translation other = orNull(adapter, withKey(input));
        return other != null && other.problems().size() < made.problems().size() ? other : made;
    }

    private static @Nullable Translation orNull(Adapter adapter, AdapterInput input) throws AdapterFailedException {
        try {
            return adapter.translate(input);
        } catch (InvalidEventException e) {
            return null; // then it is not the key that is missing
        }
    }

    private static AdapterInput withKey(AdapterInput input) {
        return new AdapterInput(input.body(), input.contentType(), NO_KEY, input.parameters());
    }

    private static boolean isWithoutKey(Event event) {
        return event.lane().key().equals(NO_KEY);
    }
}
