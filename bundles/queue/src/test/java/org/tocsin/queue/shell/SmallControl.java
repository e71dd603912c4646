// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueControl;

/** A control over a list of events, that writes down what it is told. */
final class SmallControl implements QueueControl {

    final List<EventRecord> events = new ArrayList<>();
    final List<Lane> retried = new ArrayList<>();
    final List<String> told = new ArrayList<>();

    @Override
    public List<EventRecord> list(EventFilter filter) {
        return events.stream()
                .filter(one -> one.event().lane().equals(filter.lane()) && one.state() == filter.state())
                .filter(one -> one.order() > filter.after())
                .limit(filter.limit())
                .toList();
    }

    @Override
    public Optional<EventRecord> find(long order) {
        return events.stream().filter(one -> one.order() == order).findFirst();
    }

    @Override
    public Optional<Long> order(String key) {
        return key.matches("0{16}[0-9a-f]{16}")
                ? Optional.of(HexFormat.fromHexDigitsToLong(key, 16, 32))
                : Optional.empty();
    }

    @Override
    public String key(long order) {
        return "0".repeat(16) + HexFormat.of().toHexDigits(order);
    }

    @Override
    public CompletionStage<Integer> retry(Lane lane, Set<Long> orders) {
        retried.add(lane);
        return tell("retry " + lane.id() + ' ' + orders, 1);
    }

    @Override
    public CompletionStage<Integer> drop(Lane lane, Set<Long> orders, String reason) {
        return tell("drop " + lane.id() + ' ' + orders + ' ' + reason, orders.size());
    }

    @Override
    public CompletionStage<Integer> edit(long order, Event event) {
        return tell("edit " + order + ' ' + event.body().utf8(), 1);
    }

    @Override
    public CompletionStage<Void> hold(Lane lane, boolean held) {
        told.add("hold " + lane.id() + ' ' + held);
        return CompletableFuture.allOf();
    }

    @Override
    public void backup(Path directory) {
        told.add("backup " + directory);
    }

    @Override
    public Inspection inspect() {
        return new Inspection(events.size(), List.of());
    }

    private CompletionStage<Integer> tell(String what, int count) {
        told.add(what);
        return CompletableFuture.completedStage(count);
    }
}
