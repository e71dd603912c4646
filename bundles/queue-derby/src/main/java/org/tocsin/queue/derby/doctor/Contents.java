// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.SegmentIndex;

/** What was found in the tables, small enough to be kept, and what the lanes should say of it. */
final class Contents {

    private final List<SegmentIndex> segments = new ArrayList<>();
    private final Map<Integer, Map<Long, Mark>> exceptions = new HashMap<>();
    private final Map<Integer, NavigableMap<Long, Integer>> fresh = new HashMap<>();

    void add(SegmentIndex segment) {
        segments.add(segment);
    }

    void add(ExceptionRecord head) {
        exceptions
                .computeIfAbsent(head.laneId(), lane -> new HashMap<>())
                .put(head.piece().order(), head.mark());
    }

    /** An event of the open segment, and the commit that appended it: the lane's row may be older. */
    void addFresh(int lane, long stamp) {
        fresh.computeIfAbsent(lane, any -> new TreeMap<>()).merge(stamp, 1, Integer::sum);
    }

    /**
     * Compares a lane's counters with what there is.
     *
     * @param row as it was read
     * @param stamp of the row
     */
    void compare(LaneData row, long stamp, Findings findings) {
        long appended = fresh.getOrDefault(row.id(), new TreeMap<>()).tailMap(stamp, false).values().stream()
                .mapToLong(Integer::longValue)
                .sum();
        compare(row.plus(appended, 0), findings);
    }

    private void compare(LaneData lane, Findings findings) {
        Map<Long, Mark> marks = exceptions.getOrDefault(lane.id(), Map.of());
        long inSegments = segments.stream()
                .mapToLong(segment -> segment.count(lane.id(), lane.cursor()))
                .sum();
        long spokenFor = marks.keySet().stream()
                .filter(order -> order > lane.cursor() && holds(lane.id(), order))
                .count();
        long putBack = marks.values().stream().filter(Mark::waits).count();
        String name = "lane " + lane.lane().id();
        compare(findings, name, "waiting events", lane.waiting(), inSegments - spokenFor + putBack);
        compare(findings, name, "put-back events", lane.putBack(), putBack);
        compare(findings, name, "dead letters", lane.dead(), count(marks, Mark.DEAD));
        compare(findings, name, "dropped events", lane.dropped(), count(marks, Mark.DROPPED));
    }

    private boolean holds(int lane, long order) {
        return segments.stream().anyMatch(segment -> segment.holds(lane, order));
    }

    private static long count(Map<Long, Mark> marks, Mark mark) {
        return marks.values().stream().filter(mark::equals).count();
    }

    private static void compare(Findings findings, String lane, String what, long says, long found) {
        if (says != found) {
            findings.add(
                    lane + ": its record says " + says + " " + what + ", found are " + found,
                    says > found ? says - found + " " + what + " are missing" : "the status of the lane is wrong");
        }
    }
}
