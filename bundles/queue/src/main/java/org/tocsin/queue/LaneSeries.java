// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.queue.Tally.Figure;

/**
 * The lanes, each by itself, made anew for every scrape: nothing is kept of a lane for this beyond its own figures, and
 * of however many lanes there are only the foremost are shown. Lanes are named by their id, never by their key.
 */
final class LaneSeries implements MultiCollector {

    private static final String PREFIX = "tocsin_queue_lane_";

    private volatile @Nullable MeterSources sources;

    private record Shown(Labels labels, LaneState lane) {
        static Shown of(LaneState lane) {
            return new Shown(Labels.of("lane", lane.id(), "channel", lane.lane().channel()), lane);
        }

        double get(Figure figure) {
            return lane.counts().tally().get(figure);
        }
    }

    void watch(MeterSources opened) {
        sources = opened;
    }

    @Override
    public MetricSnapshots collect() {
        MeterSources from = sources;
        if (from == null) {
            return new MetricSnapshots();
        }
        List<Shown> lanes =
                from.roll().foremost(from.most()).stream().map(Shown::of).toList();
        return new MetricSnapshots(
                counter("accepted", lanes, Figure.ACCEPTED),
                counter("delivered", lanes, Figure.DELIVERED),
                counter("retried", lanes, Figure.RETRIED),
                counter("rejected", lanes, Figure.REJECTED),
                gauge("depth", lanes, Figure.WAITING),
                gauge("dead", lanes, Figure.DEAD),
                gauge("held", lanes, Figure.HELD),
                oldestAge(lanes, from.clock().millis()));
    }

    private static CounterSnapshot counter(String name, List<Shown> lanes, Figure figure) {
        List<CounterDataPointSnapshot> points = new ArrayList<>(lanes.size());
        for (Shown lane : lanes) {
            points.add(CounterDataPointSnapshot.builder()
                    .labels(lane.labels())
                    .value(lane.get(figure))
                    .build());
        }
        return new CounterSnapshot(new MetricMetadata(PREFIX + name, figure.help()), points);
    }

    private static GaugeSnapshot gauge(String name, List<Shown> lanes, Figure figure) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>(lanes.size());
        for (Shown lane : lanes) {
            points.add(point(lane, lane.get(figure)));
        }
        return new GaugeSnapshot(new MetricMetadata(PREFIX + name, figure.help()), points);
    }

    private static GaugeSnapshot oldestAge(List<Shown> lanes, long now) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>(lanes.size());
        for (Shown lane : lanes) {
            points.add(point(lane, lane.lane().age(now) / 1_000.0));
        }
        return new GaugeSnapshot(
                new MetricMetadata(PREFIX + "oldest_age_seconds", "How long the event that waits longest has done so"),
                points);
    }

    private static GaugeDataPointSnapshot point(Shown lane, double value) {
        return GaugeDataPointSnapshot.builder()
                .labels(lane.labels())
                .value(value)
                .build();
    }
}
