// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.ArrayList;
import java.util.List;
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
import org.tocsin.api.InvalidEventException;
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

    /** With an adapter's name behind it the name of the product's plugin. */
    private static final String PLUGIN = "tocsin-";

    private final Spine spine;
    private final Adapters adapters;
    private final PluginBook plugins;

    /** Over what is there at the time of an input. */
    @Activate
    public Inputs(@Reference Spine spine, @Reference Adapters adapters, @Reference PluginBook plugins) {
        this.spine = spine;
        this.adapters = adapters;
        this.plugins = plugins;
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
        if (adapter == null && !plugins.offers(PLUGIN + name)) {
            throw adapters.missing(name); // it may be mistyped
        }
        if (adapter == null || spine.reads(ToolInput.CHANNEL)) {
            Event waiting = waiting(name, input, submission);
            if (adapter == null || waits(waiting)) {
                return wait(waiting, submission, name, adapter == null);
            }
        }
        Translation made = adapter.translate(input);
        return new TakenIn(
                accept(made.events(), submission),
                made.problems().stream().map(AdapterBoard::told).toList(),
                null);
    }

    private Event waiting(String name, AdapterInput input, @Nullable SubmissionId submission)
            throws InvalidEventException, QueueRefusedException {
        ToolInput raw = new ToolInput(
                name, input.contentType(), input.parameters(), input.body().utf8());
        return spine.format(ToolInput.CHANNEL)
                .read(Body.of(raw.waiting(submission == null ? null : submission.text())), name, input.key());
    }

    /** Whether inputs of the same tool and key wait, which this one must not overtake. */
    private boolean waits(Event event) throws QueueRefusedException {
        return !spine.control()
                .list(new EventFilter(event.lane(), EventState.WAITING, 0, 1))
                .isEmpty();
    }

    private TakenIn wait(Event event, @Nullable SubmissionId submission, String adapter, boolean missing)
            throws QueueRefusedException, RefusedException {
        Receipt receipt = spine.await(spine.queue().accept(event, submission));
        String why = missing
                ? "the adapter " + adapter + " is not there: it is kept, and goes out when the plugin " + PLUGIN
                        + adapter + " is; add that to TOCSIN_PLUGINS or etc/org.tocsin.plugins.cfg"
                : "others wait before it for the adapter " + adapter + ": it is kept, and goes out behind them";
        return TakenIn.waiting(submitted(receipt), why);
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
