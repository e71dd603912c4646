// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.sandbox.demo.Event.Action;

/** What happens to the services of a small shop in one bad night. */
final class Story {

    private final Map<Service, List<Event>> events;

    private Story(Map<Service, List<Event>> events) {
        this.events = events;
    }

    static Story ofOneNight() {
        Map<Service, List<Event>> events = new LinkedHashMap<>();
        tell(events, web(), "T1 A1 T2 R1", "T3 R2 T4", "A3 R3 R4");
        tell(events, database(), "T1 T2 R1", "T1 A1 R2 T3", "R1 R3");
        tell(events, disk(), "T1 R1 T1", "R1 T2 T3", "R2 T1 R1 R3");
        tell(events, payment(), "T1 A1", "T2 T3 R1 T4", "R2 A3 R3 R4");
        tell(events, backup(), "T1 R1", "T2 A2", "R2 T3 R3");
        return new Story(events);
    }

    List<Service> services() {
        return List.copyOf(events.keySet());
    }

    List<Event> events(Service service) {
        return events.getOrDefault(service, List.of());
    }

    List<Event> events(Service service, Act act) {
        return events(service).stream().filter(event -> event.act() == act).toList();
    }

    int size() {
        return events.values().stream().mapToInt(List::size).sum();
    }

    private static void tell(Map<Service, List<Event>> events, Service service, String... acts) {
        List<Event> told = new ArrayList<>();
        Iterator<String> script = List.of(acts).iterator();
        for (Act act : Act.values()) {
            for (String token : script.next().split(" ", -1)) {
                Action action = switch (token.charAt(0)) {
                    case 'T' -> Action.TRIGGER;
                    case 'A' -> Action.ACKNOWLEDGE;
                    default -> Action.RESOLVE;
                };
                told.add(new Event(service, told.size() + 1, act, action, Integer.parseInt(token.substring(1))));
            }
        }
        events.put(service, told);
    }

    private static Service web() {
        return new Service(
                "web frontend",
                "web1",
                Service.key("web1"),
                List.of(Sender.PD_SEND),
                List.of("5xx rate above 5 %", "p99 above 2 s", "certificate ends in 3 days", "no healthy upstream"));
    }

    private static Service database() {
        return new Service(
                "database",
                "db01",
                Service.key("db01"),
                List.of(Sender.PDAGENT),
                List.of("replication lag 90 s", "connections at 95 %", "deadlocks: 12 a minute"));
    }

    private static Service disk() {
        return new Service(
                "disk",
                "nas1",
                Service.key("nas1"),
                List.of(Sender.CURL),
                List.of("/var is 96 % full", "SMART: sdb is failing", "inodes at 99 %"));
    }

    private static Service payment() {
        return new Service(
                "payment",
                "pay1",
                Service.key("pay1"),
                List.of(Sender.PDAGENT, Sender.CURL, Sender.PD_SEND),
                List.of("card provider times out", "queue of refunds: 4,000", "fraud check off", "ledger differs"));
    }

    private static Service backup() {
        return new Service(
                "backup",
                "bak1",
                Service.key("bak1"),
                List.of(Sender.PD_SEND, Sender.CURL),
                List.of("nightly dump failed", "restore test failed", "target is read-only"));
    }
}
