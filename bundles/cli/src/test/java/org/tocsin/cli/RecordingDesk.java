// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.RefusedException.Reason;

/** A desk with three events in two lanes, which writes down what it is asked to change. */
final class RecordingDesk implements Desk {

    static final String DEAD = "00000000000000000000000000000003";
    static final String WAITING = "00000000000000000000000000000004";
    static final String LAST = "00000000000000000000000000000009";
    static final String LANE = "pd-111111111111";
    private static final int PARTS = 3;

    /** A line for which there is no room. */
    static final String FULL = "{\"full\":true}";

    /** What was changed, one line each. */
    final List<String> changes = new ArrayList<>();

    /** What the event that was handed over is found to be, look by look; the last stays. */
    final Deque<String> outcomes = new ArrayDeque<>();

    private final RecordingAgent agent;
    private int asked;

    RecordingDesk(RecordingAgent agent) {
        this.agent = agent;
    }

    private static EventView event(
            String key, long order, String state, @Nullable String answer, @Nullable String body) {
        boolean dead = state.equals("DEAD");
        return new EventView(
                key,
                order,
                state,
                "pagerduty",
                LANE,
                "v2",
                "TRIGGER",
                dead ? "disk/web1" : null,
                Instant.parse("2026-11-20T10:00:00.123Z"),
                dead ? Instant.parse("2026-11-20T10:00:01Z") : null,
                dead ? 1 : 0,
                answer,
                body,
                null);
    }

    @Override
    public EventPage list(EventQuery query) throws RefusedException {
        checkLane(query.lane());
        if (query.after() != null) {
            // a part of a purge has no other limit
            return new EventPage(List.of(), null);
        }
        if (query.newest()) {
            return new EventPage(List.of(event(WAITING, 9, query.state().toUpperCase(Locale.ROOT), null, null)), null);
        }
        String answer = "400 invalid\nevent: " + "x".repeat(100);
        return query.state().equals("dead")
                ? new EventPage(List.of(event(DEAD, 3, "DEAD", answer, null)), query.limit() == 1 ? DEAD : null)
                : new EventPage(List.of(event(WAITING, 4, "WAITING", null, null)), null);
    }

    @Override
    public EventView event(String key, boolean withKey) throws RefusedException {
        if (key.equals(RecordingAgent.EVENT_KEY) && !outcomes.isEmpty()) {
            agent.check();
            String state = outcomes.size() == 1 ? outcomes.element() : outcomes.remove();
            return event(key, 1, state, state.equals("DEAD") ? "400 invalid event\nbody: x" : null, null);
        }
        checkEvent(key);
        String body = "{\"routing_key\":\"" + (withKey ? "key2" : "***") + "\",\"x\":\"\u009b2J\"}";
        return event(key, 3, "DEAD", "400 invalid event", body);
    }

    @Override
    public int retry(List<String> keys) throws RefusedException {
        for (String key : keys) {
            checkEvent(key);
            if (key.equals(WAITING)) {
                throw new RefusedException(
                        Reason.CONFLICT, "key: " + key + " is WAITING, only dead letters are retried");
            }
        }
        changes.add("retry " + keys);
        return keys.size();
    }

    @Override
    public int retryLane(@Nullable String lane) throws RefusedException {
        checkLane(lane);
        changes.add("retry lane " + lane);
        return 2;
    }

    @Override
    public int drop(List<String> keys, @Nullable String reason) throws RefusedException {
        for (String key : keys) {
            checkEvent(key);
        }
        changes.add("drop " + keys + (reason == null ? "" : " because " + reason));
        return keys.size();
    }

    @Override
    public int purge(List<String> keys) throws RefusedException {
        for (String key : keys) {
            checkEvent(key);
        }
        changes.add("purge " + keys);
        return keys.size();
    }

    @Override
    public int dropLane(String lane, String state, @Nullable String reason) throws RefusedException {
        checkLane(lane);
        changes.add("drop lane " + lane + ' ' + state + (reason == null ? "" : " because " + reason));
        return 12;
    }

    @Override
    public void edit(String key, String body, boolean retry) throws RefusedException {
        checkEvent(key);
        changes.add("edit " + key + ' ' + body.strip() + (retry ? " retry" : ""));
    }

    @Override
    public ExportPage export(EventQuery query, @Nullable String from) throws RefusedException {
        checkLane(query.lane());
        int part = from == null ? 1 : Integer.parseInt(from);
        return new ExportPage(
                "{\"key\":\"" + part + "\",\"state\":\"" + query.state() + "\""
                        + (query.after() == null ? "" : ",\"after\":\"" + query.after() + "\"") + "}\n",
                1,
                part == PARTS ? null : Integer.toString(part + 1));
    }

    @Override
    public Imported accept(String lines, int firstLine) throws RefusedException {
        agent.check();
        List<Imported.BadLine> bad = new ArrayList<>();
        int line = firstLine;
        int good = 0;
        int stopped = 0;
        for (String text : lines.lines().toList()) {
            if (stopped > 0 || text.equals(FULL)) {
                stopped = stopped == 0 ? line : stopped;
                bad.add(new Imported.BadLine(line, stopped == line ? "queue: is full" : "line: was not tried"));
            } else if (text.startsWith("{")) {
                changes.add("accept " + text);
                good++;
            } else {
                bad.add(new Imported.BadLine(line, "is no JSON object, write one a line"));
            }
            line++;
        }
        return new Imported(good, bad, stopped);
    }

    @Override
    public LaneView lane(String id) throws RefusedException {
        checkLane(id);
        return agent.lanes.get(0);
    }

    @Override
    public void hold(String id, boolean held) throws RefusedException {
        checkLane(id);
        changes.add((held ? "hold " : "release ") + id);
    }

    @Override
    public Progress<BackupView> backup(String directory, @Nullable String job) throws RefusedException {
        agent.check();
        if (job == null) {
            changes.add("backup " + directory);
            return new Progress<>("backup-1", null);
        }
        return new Progress<>(job, new BackupView(directory, 7_400_000, Duration.ofMillis(1_234)));
    }

    @Override
    public Progress<DoctorView> doctor(@Nullable String job) throws RefusedException {
        agent.check();
        if (job == null) {
            return new Progress<>("doctor-1", null);
        }
        asked++;
        List<DoctorView.Finding> findings = asked > 1
                ? List.of(new DoctorView.Finding(
                        "block 3 of segment 1", "events 17 to 19 are lost", "run 'tocsin doctor --repair'"))
                : List.of();
        return new Progress<>(job, new DoctorView(1_234, Duration.ofMillis(80), findings));
    }

    private void checkLane(@Nullable String id) throws RefusedException {
        agent.check();
        if (id != null && !id.equals(LANE)) {
            throw new RefusedException(Reason.UNKNOWN, "lane: there is no " + id + ", see 'tocsin lane list'");
        }
    }

    private void checkEvent(String key) throws RefusedException {
        agent.check();
        if (!List.of(DEAD, WAITING).contains(key)) {
            throw new RefusedException(Reason.UNKNOWN, "key: no event is called " + key + ", or it is no longer kept");
        }
    }
}
