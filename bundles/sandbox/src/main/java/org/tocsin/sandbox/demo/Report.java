// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.sandbox.Received;

/** What arrived beside what was sent, service by service, in a hundred columns. */
final class Report {

    private static final int WIDTH = 17;
    private static final Pattern MARK = Pattern.compile("\"mark\"\\s*:\\s*\"([^\"]*)\"");
    private static final String LEGEND =
            "T trigger, A acknowledge, R resolve, and the number of the incident; * again, ? never sent";

    private final Story story;
    private final List<Received> accepted;

    Report(Story story, List<Received> accepted) {
        this.story = story;
        this.accepted = accepted;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row(
                "SERVICE",
                "SENT WITH",
                "",
                List.of(
                        new Part(Act.ALL_IS_WELL, "all is well"),
                        new Part(Act.PAGERDUTY_IS_AWAY, "PagerDuty is away"),
                        new Part(Act.AFTER_THE_CRASH, "after kill -9"))));
        for (Service service : story.services()) {
            List<Event> sent = story.events(service);
            List<Part> arrived = arrived(service, sent);
            lines.add(row(service.name(), shorten(service.senderNames()), "sent", sent(sent)));
            lines.add(row("", "", "arrived", arrived));
        }
        lines.add(LEGEND);
        return lines;
    }

    /** Events of one act that stand side by side. */
    private record Part(Act act, String text) {}

    private static String row(String service, String senders, String what, List<Part> parts) {
        StringBuilder columns = new StringBuilder();
        for (Part part : parts) {
            columns.append(columns.isEmpty() ? "" : " | ")
                    .append(String.format(Locale.ROOT, "%-" + WIDTH + "s", part.text()));
        }
        return String.format(Locale.ROOT, "%-13s %-15s %-8s %s", service, senders, what, columns)
                .stripTrailing();
    }

    private static String shorten(String senders) {
        return senders.length() <= 15 ? senders : "all three";
    }

    private static List<Part> sent(List<Event> events) {
        List<Part> parts = new ArrayList<>();
        events.forEach(event -> append(parts, event.act(), event.token()));
        return parts;
    }

    private List<Part> arrived(Service service, List<Event> sent) {
        Map<String, Event> byMark = new HashMap<>();
        sent.forEach(event -> byMark.put(event.mark(), event));
        Set<Event> seen = new HashSet<>();
        List<Part> parts = new ArrayList<>();
        for (Received received : accepted) {
            if (service.key().equals(received.key())) {
                Event event = byMark.get(mark(received));
                if (event == null) {
                    append(
                            parts,
                            parts.isEmpty()
                                    ? Act.ALL_IS_WELL
                                    : parts.get(parts.size() - 1).act(),
                            "?");
                } else {
                    append(parts, event.act(), event.token() + (seen.add(event) ? "" : "*"));
                }
            }
        }
        return parts;
    }

    private static void append(List<Part> parts, Act act, String token) {
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last != null && last.act() == act) {
            parts.set(parts.size() - 1, new Part(act, last.text() + " " + token));
        } else {
            parts.add(new Part(act, token));
        }
    }

    private static String mark(Received received) {
        Matcher matcher = MARK.matcher(received.body().text());
        return matcher.find() ? matcher.group(1) : "";
    }
}
