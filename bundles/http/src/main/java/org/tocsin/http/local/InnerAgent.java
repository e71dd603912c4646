// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.cli.Agent;
import org.tocsin.cli.Desk;
import org.tocsin.cli.HealthView;
import org.tocsin.cli.LaneView;
import org.tocsin.cli.PluginView;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.Submitted;
import org.tocsin.cli.Switchboard;
import org.tocsin.cli.TakenIn;
import org.tocsin.cli.ToolInput;
import org.tocsin.cli.Translators;

/** The agent as the command line's words see it from within. */
@Component(service = InnerAgent.class)
public final class InnerAgent implements Agent {

    private final Spine spine;
    private final QueueDesk desk;
    private final HealthBoard board;
    private final RouteBoard routes;
    private final AdapterBoard adapters;
    private final Inputs inputs;
    private final PluginBook plugins;
    private final TokenBook tokens;

    /** Over what is there at the time of a question. */
    @Activate
    public InnerAgent(
            @Reference Spine spine,
            @Reference QueueDesk desk,
            @Reference HealthBoard board,
            @Reference RouteBoard routes,
            @Reference AdapterBoard adapters,
            @Reference Inputs inputs,
            @Reference PluginBook plugins,
            @Reference TokenBook tokens) {
        this.spine = spine;
        this.desk = desk;
        this.board = board;
        this.routes = routes;
        this.adapters = adapters;
        this.inputs = inputs;
        this.plugins = plugins;
        this.tokens = tokens;
    }

    @Override
    public CompletionStage<Submitted> submit(
            String channel, String text, @Nullable String format, @Nullable String key, @Nullable String submission) {
        if (!channel.equals(PAGERDUTY) && !spine.reads(channel)) {
            // a name that may be mistyped, and no matter of waiting: the client must not leave it in the spool
            return CompletableFuture.failedFuture(new RefusedException(
                    RefusedException.Reason.UNKNOWN,
                    "channel: " + channel + " is not there yet, try again in a moment"));
        }
        CompletionStage<Receipt> accepted;
        try {
            Event event = spine.format(channel).read(Body.of(text), format, key);
            accepted = spine.queue().accept(event, Submission.of(submission));
        } catch (InvalidEventException | QueueRefusedException e) {
            return CompletableFuture.failedFuture(Refusals.of(e));
        }
        CompletableFuture<Submitted> submitted = new CompletableFuture<>();
        accepted.whenComplete((receipt, problem) -> {
            if (problem == null) {
                submitted.complete(new Submitted(receipt.order(), receipt.key(), receipt.dedupKey()));
            } else {
                submitted.completeExceptionally(Refusals.of(problem));
            }
        });
        return submitted;
    }

    @Override
    public TakenIn take(ToolInput input, @Nullable String key, @Nullable String submission) throws RefusedException {
        try {
            if (spine.reads(PAGERDUTY)) {
                spine.format(PAGERDUTY).read(Body.of(input.keys(key)), ToolInput.KEYS_FORMAT, null);
            }
            return inputs.take(
                    input.adapter(),
                    new AdapterInput(Body.of(input.text()), input.contentType(), key, input.parameters()),
                    Submission.of(submission));
        } catch (InvalidEventException e) {
            throw Refusals.of(e);
        } catch (QueueRefusedException e) {
            throw Refusals.of(e);
        } catch (AdapterFailedException e) {
            throw new RefusedException(RefusedException.Reason.BUSY, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<LaneView> lanes() throws RefusedException {
        return desk.lanes();
    }

    @Override
    public int retry(@Nullable String key) throws RefusedException {
        return desk.retry(PagerDutyLanes.of(key));
    }

    @Override
    public Desk desk() {
        return desk;
    }

    @Override
    public Switchboard switchboard() {
        return routes;
    }

    @Override
    public Translators translators() {
        return adapters;
    }

    @Override
    public HealthView health() {
        return board.view();
    }

    @Override
    public List<PluginView> plugins() throws RefusedException {
        return plugins.plugins();
    }

    @Override
    public Duration rotateSecret(@Nullable String grace) throws RefusedException {
        return tokens.rotate(grace);
    }
}
