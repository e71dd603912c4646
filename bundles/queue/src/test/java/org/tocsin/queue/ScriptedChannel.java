// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Lane;
import org.tocsin.api.Outcome;

/** A channel that does what the test says, writes down what it got, and minds that a lane has one event in flight. */
final class ScriptedChannel implements DeliveryChannel {

    private final List<Delivery> attempts = new ArrayList<>();
    private final List<Delivery> delivered = new ArrayList<>();
    private final Map<Lane, CompletableFuture<Outcome>> inFlight = new LinkedHashMap<>();
    private Function<Delivery, @Nullable Outcome> script = delivery -> new Outcome.Delivered("202");
    private int mostInFlight;

    /** What to answer; null leaves the attempt under way. */
    ScriptedChannel answers(Function<Delivery, @Nullable Outcome> now) {
        script = now;
        return this;
    }

    @Override
    public String channel() {
        return "pagerduty";
    }

    @Override
    public CompletionStage<Outcome> deliver(Delivery delivery) {
        Lane lane = delivery.event().lane();
        assertThat(inFlight).as("events in flight in " + lane).doesNotContainKey(lane);
        attempts.add(delivery);
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        inFlight.put(lane, answer);
        mostInFlight = Math.max(mostInFlight, inFlight.size());
        var unused = answer.whenComplete((end, failure) -> {
            inFlight.remove(lane);
            if (end instanceof Outcome.Delivered) {
                delivered.add(delivery);
            }
        });
        Outcome outcome = script.apply(delivery);
        if (outcome != null) {
            answer.complete(outcome);
        }
        return answer; // the original: what is cancelled is this
    }

    /** Ends the attempt that is under way in that lane. */
    void answer(Lane lane, Outcome outcome) {
        assertThat(inFlight).as("attempts under way").containsKey(lane);
        Objects.requireNonNull(inFlight.get(lane)).complete(outcome);
    }

    /** What has left, in the order in which it arrived on the other side. */
    List<String> delivered(Lane lane) {
        return texts(delivered, lane);
    }

    /** What was tried. */
    List<String> attempts(Lane lane) {
        return texts(attempts, lane);
    }

    List<Delivery> attempts() {
        return attempts;
    }

    List<Lane> lanesInFlight() {
        return List.copyOf(inFlight.keySet());
    }

    int mostInFlight() {
        return mostInFlight;
    }

    /** The other side knows nothing of a crash of ours, but our calls are gone. */
    void forgetCalls() {
        inFlight.clear();
    }

    private static List<String> texts(List<Delivery> deliveries, Lane lane) {
        return deliveries.stream()
                .filter(delivery -> delivery.event().lane().equals(lane))
                .map(delivery -> delivery.event().body().utf8())
                .toList();
    }
}
