// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventState;
import org.tocsin.api.InputRoom;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.PluginControl.Offer;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.Translation;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.Submitted;
import org.tocsin.cli.TakenIn;
import org.tocsin.cli.ToolInput;

/**
 * What tools send goes through their adapters onto the queue. When the adapter of the product is not there, or inputs for it
 * wait already, the input waits behind them as it is, on the queue: so it comes out in its order when the adapter has come.
 */
@Component(service = Inputs.class)
public final class Inputs {

    private static final Body NOTHING = Body.of("");

    /** Below the 15 seconds that the queue may take then, and the 30 that the listener waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Spine spine;
    private final Adapters adapters;
    private final PluginBook plugins;
    private final InputRoom room;

    /** Over what is there at the time of an input. */
    @Activate
    public Inputs(@Reference Spine spine, @Reference Adapters adapters, @Reference PluginBook plugins) {
        this(spine, adapters, plugins, InputRoom.ofThisAgent());
    }

    Inputs(Spine spine, Adapters adapters, PluginBook plugins, InputRoom room) {
        this.spine = spine;
        this.adapters = adapters;
        this.plugins = plugins;
        this.room = room;
    }

    /**
     * Takes an input in.
     *
     * @param name the adapter's
     * @param submission the sender's own name for it: a repeat keeps nothing twice
     */
    TakenIn take(String name, AdapterInput input, @Nullable SubmissionId submission)
            throws InvalidEventException, AdapterFailedException, QueueRefusedException, RefusedException {
        Adapter adapter = adapters.find(name);
        Offer missing = adapter == null ? lack(name) : null;
        try (InputRoom.Stay stay = room.enter(input.body(), PATIENCE)) {
            if (adapter == null || (spine.reads(ToolInput.CHANNEL) && waits(lane(name, input)))) {
                return wait(waiting(name, input, submission), submission, name, missing);
            }
            Translation made = adapter.translate(input);
            stay.keep(made.events().stream()
                    .mapToLong(event -> event.body().size())
                    .sum());
            return new TakenIn(
                    accept(made.events(), submission),
                    made.problems().stream().map(AdapterBoard::told).toList(),
                    null);
        }
    }

    /**
     * The adapter of this name.
     *
     * @throws AdapterFailedException when it is not there, and may come
     * @throws RefusedException when there is none of this name
     */
    Adapter adapter(String name) throws AdapterFailedException, RefusedException {
        Adapter adapter = adapters.find(name);
        if (adapter == null) {
            throw new AdapterFailedException(
                    "adapter: " + name + " is not there: " + lack(name).remedy());
        }
        return adapter;
    }

    /** Who brings an adapter that is not there: only for such a one anything is kept, as it may be mistyped. */
    private Offer lack(String name) throws AdapterFailedException, RefusedException {
        Offer offer = plugins.offer(name);
        if (offer != null) {
            return offer;
        }
        if (adapters.wasThere(name)) {
            throw new AdapterFailedException(
                    "adapter: " + name + " has gone, if it is being replaced try again soon, else install its plugin");
        }
        RefusedException unknown = adapters.unknown(name);
        if (plugins.isComing()) {
            throw new AdapterFailedException(unknown.getMessage() + "; plugins are still coming, try again soon");
        }
        throw unknown;
    }

    private Lane lane(String name, AdapterInput input) throws InvalidEventException, QueueRefusedException {
        return waiting(name, new AdapterInput(NOTHING, null, input.key(), Map.of()), null)
                .lane();
    }

    private Event waiting(String name, AdapterInput input, @Nullable SubmissionId submission)
            throws InvalidEventException, QueueRefusedException {
        ToolInput raw = new ToolInput(
                name, input.contentType(), input.parameters(), input.body().utf8());
        return spine.format(ToolInput.CHANNEL)
                .read(Body.of(raw.waiting(submission == null ? null : submission.text())), name, input.key());
    }

    /** Whether inputs of the same tool and key wait, which this one must not overtake. */
    private boolean waits(Lane lane) throws QueueRefusedException {
        return !spine.control()
                .list(new EventFilter(lane, EventState.WAITING, 0, 1))
                .isEmpty();
    }

    /** @param missing who brings the adapter when that is not there; null when others wait before it */
    private TakenIn wait(Event event, @Nullable SubmissionId submission, String adapter, @Nullable Offer missing)
            throws QueueRefusedException, RefusedException {
        Receipt receipt = spine.await(spine.queue().accept(event, submission));
        return TakenIn.waiting(submitted(receipt), why(adapter, missing));
    }

    private static String why(String adapter, @Nullable Offer missing) {
        if (missing == null) {
            return "others wait before it for the adapter " + adapter + ": it is kept, and goes out behind them";
        }
        return missing.present()
                ? "the adapter " + adapter + " does not run, though its plugin " + missing.plugin()
                        + " is installed: it is kept, and goes out when that runs; the line engine of 'tocsin status' says why"
                : "the adapter " + adapter + " is not there: it is kept, and goes out when the plugin "
                        + missing.plugin() + " is; add that to TOCSIN_PLUGINS or etc/org.tocsin.plugins.cfg";
    }

    /**
     * One after the other: when one is refused, none that comes after it may overtake it. A repeat under the same name
     * keeps none twice.
     */
    private List<Submitted> accept(List<Event> events, @Nullable SubmissionId submission) throws RefusedException {
        List<Submitted> accepted = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                accepted.add(submitted(spine.await(
                        spine.queue().accept(events.get(i), submission == null ? null : submission.part(i)))));
            } catch (QueueRefusedException e) {
                throw afterSome(Refusals.of(e), accepted, events.size());
            } catch (RefusedException e) {
                throw afterSome(e, accepted, events.size());
            }
        }
        return accepted;
    }

    private static Submitted submitted(Receipt receipt) {
        return new Submitted(receipt.order(), receipt.key(), receipt.dedupKey());
    }

    /** A refusal that also names what was kept before it. */
    private static RefusedException afterSome(RefusedException refusal, List<Submitted> kept, int all) {
        if (kept.isEmpty()) {
            return refusal;
        }
        String which = kept.size() == 1
                ? "the first of " + all + " events is"
                : "the first " + kept.size() + " of " + all + " events are";
        return new RefusedException(
                refusal.reason(),
                refusal.getMessage() + "; " + which + " kept ("
                        + kept.stream().map(Submitted::key).collect(Collectors.joining(", "))
                        + "), send it again under the same Idempotency-Key, else only the rest");
    }
}
