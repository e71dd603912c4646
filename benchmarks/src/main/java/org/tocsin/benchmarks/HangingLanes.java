// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.util.Locale;
import java.util.Map;
import org.tocsin.benchmarks.side.Texts;

/**
 * What lanes that fail cost the others: 90 lanes are drained by an agent with 10 more whose attempts hang, are throttled, or
 * have their connections reset all the time, beside an agent without these.
 */
public final class HangingLanes {

    /** Sick lanes try again as often as the configuration lets them, and what hangs ends within a turn or two. */
    private static final Map<String, String> RESTLESS = Map.of(
            "TOCSIN_PAGERDUTY_DEADLINE", "PT10S",
            "TOCSIN_PAGERDUTY_OUTAGEINITIAL", "PT1S",
            "TOCSIN_PAGERDUTY_OUTAGECEILING", "PT1S",
            "TOCSIN_PAGERDUTY_THROTTLEINITIAL", "PT1S",
            "TOCSIN_PAGERDUTY_THROTTLECEILING", "PT1S");

    private static final int WELL = 90;
    private static final int SICK = 10;
    private static final int EVENTS_EACH = 500;
    private static final int CONNECTIONS = 64;

    private final Texts well = Texts.of(WELL, "lane");
    private final Texts sick = Texts.of(SICK, Sickness.keyPrefix());

    private HangingLanes() {}

    /** Prints a table; {@code --size} is events a lane. */
    public static void main(String[] args) throws Exception {
        HangingLanes benchmark = new HangingLanes();
        Options options = Options.of(args, "sickness");
        System.out.println(Machine.line());
        System.out.println(Pairs.head(
                WELL + " lanes of " + options.size(EVENTS_EACH), SICK + " sick lanes beside them", "without these"));
        for (Sickness sickness : Sickness.values()) {
            if (options.word("sickness", sickness.name()).equalsIgnoreCase(sickness.name())) {
                benchmark.run(options, sickness);
            }
        }
        System.out.println(Machine.line());
    }

    private void run(Options options, Sickness sickness) throws Exception {
        int events = options.size(EVENTS_EACH) * WELL;
        try (Sink mixed = Sink.closed(sickness);
                Sink plain = Sink.closed(sickness);
                RunningAgent withSick = RunningAgent.start(options.home(), mixed.url(), RESTLESS);
                RunningAgent without = RunningAgent.start(options.home(), plain.url(), RESTLESS)) {
            HttpLoad.post(withSick.send(), withSick.token(), SICK, 0, SICK * 100L, sick::text);
            Pairs<Double> pairs = Pairs.interleaved(
                    options.pairs(), () -> drain(withSick, mixed, events), () -> drain(without, plain, events));
            System.out.println(pairs.line(sickness.name().toLowerCase(Locale.ROOT), "/s", rate -> rate));
            System.err.println(mixed.metSick() + " attempts of sick lanes, " + plain.metSick() + " of the other agent");
            if (options.profile()) {
                Profile.print(withSick.pid(), () -> drain(withSick, mixed, events));
            }
        }
    }

    private double drain(RunningAgent agent, Sink sink, int events) throws Exception {
        long before = sink.met();
        HttpLoad.post(agent.send(), agent.token(), CONNECTIONS, 0, events, well::text);
        sink.awaitMet(before + WELL).get();
        long start = System.nanoTime();
        return events * 1e9 / (sink.allow(events).get() - start);
    }
}
