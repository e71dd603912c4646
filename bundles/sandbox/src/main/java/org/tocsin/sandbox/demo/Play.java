// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.order.Ledger;
import org.tocsin.sandbox.order.Verdict;

/** Plays the story on the stage: all is well, PagerDuty goes away, the agent is killed, both come back; and what monitoring tools say finds its adapters. */
final class Play {

    private static final Duration SEND = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(45);
    private static final int KILLS = 1;

    private final Stage stage;
    private final Story story;
    private final Console console;
    private final Ledger ledger = new Ledger();
    private final BlockingQueue<Received> arrivals = new LinkedBlockingQueue<>();

    Play(Stage stage, Story story, Console console) {
        this.stage = stage;
        this.story = story;
        this.console = console;
    }

    /** Plays it to its end, and judges. */
    Verdict play() throws Exception {
        stage.sandbox().watch(arrivals::add);
        console.step("the agent is started", () -> {
            stage.agent().start();
            stage.writeTokenHeader();
        });
        send(Act.ALL_IS_WELL, "all is well");
        console.step("they are at PagerDuty", this::drain);

        console.step("PagerDuty goes away: connections are refused", stage.sandbox()::down);
        send(Act.PAGERDUTY_IS_AWAY, "PagerDuty is away");
        // nothing may come between the last acceptance and the kill
        console.step(
                "kill -9 of the agent (pid " + stage.agent().pid() + "), right after the last acceptance",
                stage.agent()::kill);
        console.step("the agent is started again", stage.agent()::start);
        long kept = stage.agent().waiting();
        console.line("          " + kept + " of " + count(Act.PAGERDUTY_IS_AWAY) + " accepted events wait there");
        send(Act.AFTER_THE_CRASH, "PagerDuty is still away");

        console.step("PagerDuty comes back", stage.sandbox()::up);
        console.step("the agent has delivered what waited", this::drain);
        tell(Tool.Turn.PROBLEM, "tell of a problem each, before they have adapters");
        long waiting = stage.agent().waiting();
        console.line("          " + waiting + " of " + Tool.values().length + " wait for an adapter");
        List<String> plugins = Stream.of(Tool.values()).map(Tool::plugin).toList();
        console.step(
                "tocsin shell feature:install " + String.join(" ", plugins),
                () -> stage.agent().install(plugins));
        tell(Tool.Turn.RECOVERY, "tell that all is well again");
        console.step("the adapters have made events of it, and they are at PagerDuty", this::drain);
        return Verdict.of(ledger, stage.sandbox().received(), KILLS);
    }

    /** Every tool calls its program, all at the same time. */
    private void tell(Tool.Turn turn, String what) throws Exception {
        console.step(
                "Nagios, Zabbix and Sensu " + what,
                () -> atOnce(Stream.of(Tool.values()).map(tool -> () -> tell(tool, turn))));
    }

    private void tell(Tool tool, Tool.Turn turn) throws DemoException {
        run(tool.program(), tool.call(stage, turn));
        // the event is the adapter's, only its text is known
        ledger.accepted(tool.key(), tool.mark(turn), null);
    }

    /** Every service sends its events of the act one after the other, all services at the same time. */
    private void send(Act act, String when) throws Exception {
        long before = ledger.accepted();
        int count = count(act);
        String text = count + " events of " + story.services().size() + " services are accepted while " + when;
        console.step(text, () -> sendAll(act));
        if (ledger.accepted() != before + count) {
            throw new DemoException("not all events were accepted");
        }
    }

    private int count(Act act) {
        return story.services().stream()
                .mapToInt(service -> story.events(service, act).size())
                .sum();
    }

    private void sendAll(Act act) throws DemoException, InterruptedException {
        atOnce(story.services().stream().map(service -> () -> {
            for (Event event : story.events(service, act)) {
                Sender.Call call = event.sender().call(event, stage);
                run(event.sender().label(), call);
                ledger.accepted(event.service().key(), event.mark(), call.input());
            }
        }));
    }

    /** Something that somebody sends. */
    private interface Sending {
        void run() throws DemoException;
    }

    private static void atOnce(Stream<Sending> all) throws DemoException, InterruptedException {
        List<Sending> sendings = all.toList();
        ExecutorService senders = Executors.newFixedThreadPool(sendings.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Sending sending : sendings) {
                running.add(senders.submit(() -> {
                    sending.run();
                    return null;
                }));
            }
            for (Future<?> sender : running) {
                sender.get();
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DemoException(String.valueOf(cause.getMessage()), e);
        } finally {
            senders.shutdownNow();
        }
    }

    private void run(String program, Sender.Call call) throws DemoException {
        Commands.Result result = stage.commands().run(call.command(), call.input(), SEND);
        if (result.exit() != 0) {
            throw new DemoException(program + " could not send: " + result.complaint());
        }
    }

    /** Until the agent says that nothing waits; whether all of it arrived is for the verdict to say. */
    private void drain() throws DemoException, InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        while (true) {
            boolean quiet = stage.sandbox().summary().accepted() >= ledger.accepted()
                    || arrivals.poll(1, TimeUnit.SECONDS) == null;
            if (quiet && stage.agent().waiting() == 0) {
                return;
            }
            if (System.nanoTime() - end > 0) {
                throw new DemoException("after " + DRAIN.toSeconds() + " s only "
                        + stage.sandbox().summary().accepted() + " of " + ledger.accepted() + " events have arrived");
            }
        }
    }
}
