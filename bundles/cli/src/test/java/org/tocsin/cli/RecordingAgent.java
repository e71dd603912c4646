// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An agent that keeps what it is given in memory, and can be told to refuse. */
final class RecordingAgent implements Agent {

    static final String EVENT_KEY = "0123456789abcdef0123456789abcdef";
    static final String MADE_DEDUP_KEY = "made-by-the-agent";

    /** What was put on the queue, one line each: the format and the text. */
    final List<String> submitted = Collections.synchronizedList(new ArrayList<>());

    /** The names under which that was done. */
    final Set<String> submissions = ConcurrentHashMap.newKeySet();

    final RecordingDesk desk = new RecordingDesk(this);
    final List<LaneView> lanes = new ArrayList<>();
    final RecordingSwitchboard switchboard = new RecordingSwitchboard(this);
    final RecordingTranslators translators = new RecordingTranslators(this);
    volatile @Nullable RefusedException refusal;

    /** Why what tools say waits for its adapter; null when that is there. */
    volatile @Nullable String waits;

    /** Only events with this text are refused. */
    volatile String refusedText = "";

    volatile HealthView health =
            new HealthView(HealthView.State.READY, List.of(part("queue", HealthView.State.READY, "0 waiting")));

    static HealthView.Part part(String name, HealthView.State state, String text) {
        return new HealthView.Part(name, state, text);
    }

    static LaneView lane(String id, String key, long waiting, long delivered, long dead) {
        boolean failing = waiting > 0;
        return new LaneView(
                id,
                "pagerduty",
                key,
                failing ? "BACKING_OFF" : "IDLE",
                waiting,
                delivered,
                dead,
                3,
                failing ? Instant.parse("2026-11-20T10:00:00.123Z") : null,
                failing ? 4 : 0,
                failing ? "503 Service\nUnavailable" : null,
                failing ? Instant.parse("2026-11-20T10:05:00Z") : null,
                failing ? 112.04 : 0,
                failing ? Duration.ofSeconds(11_130) : null);
    }

    @Override
    public CompletionStage<Submitted> submit(
            String channel, String text, @Nullable String format, @Nullable String key, @Nullable String submission) {
        RefusedException no = text.contains(refusedText) ? refusal : null;
        if (no != null && no.reason() != RefusedException.Reason.LATE) {
            return CompletableFuture.failedStage(no);
        }
        if (submission == null || submissions.add(submission)) {
            submitted.add((channel.equals(PAGERDUTY) ? "" : channel + " ") + format + " " + text);
        }
        if (no != null) {
            return CompletableFuture.failedStage(no); // it is kept, and the answer comes too late
        }
        return CompletableFuture.completedStage(new Submitted(
                submitted.size(),
                EVENT_KEY,
                text.contains("dedup_key") || text.contains("incident_key") ? null : MADE_DEDUP_KEY));
    }

    @Override
    public TakenIn take(ToolInput input, @Nullable String key, @Nullable String submission) throws RefusedException {
        check();
        submitted.add("for " + input.adapter() + " with key " + key + ' ' + input.waiting(null));
        String why = waits;
        return why == null
                ? new TakenIn(List.of(new Submitted(submitted.size(), EVENT_KEY, "the incident")), List.of(), null)
                : TakenIn.waiting(new Submitted(submitted.size(), EVENT_KEY, null), why);
    }

    @Override
    public List<LaneView> lanes() throws RefusedException {
        check();
        return lanes;
    }

    @Override
    public int retry(@Nullable String key) throws RefusedException {
        check();
        return (int) lanes.stream()
                .filter(lane -> key == null || lane.key().equals(key))
                .mapToLong(LaneView::dead)
                .sum();
    }

    @Override
    public Desk desk() {
        return desk;
    }

    @Override
    public Switchboard switchboard() {
        return switchboard;
    }

    @Override
    public Translators translators() {
        return translators;
    }

    @Override
    public HealthView health() throws RefusedException {
        check();
        return health;
    }

    @Override
    public List<PluginView> plugins() throws RefusedException {
        check();
        return List.of(
                new PluginView("tocsin-http", "0.1.0", true, true, "ACTIVE", "product", ""),
                new PluginView(
                        "tocsin-nagois",
                        "",
                        true,
                        false,
                        "WAITING",
                        "configuration",
                        "no repository offers it; did you mean tocsin-nagios?"));
    }

    void check() throws RefusedException {
        RefusedException no = refusal;
        if (no != null) {
            throw no;
        }
    }

    @Override
    public Duration rotateSecret(@Nullable String grace) throws RefusedException {
        check();
        return grace == null ? Duration.ofMinutes(1) : Duration.parse(grace);
    }
}
