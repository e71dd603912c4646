// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How long a start takes until the intake is open, and what the process holds half a minute later, beside a Karaf of the
 * same version that holds no more than {@code apache-karaf-minimal} does, started by Karaf's own scripts with Karaf's own
 * flags. There the start has come to its end when the last of its features, the SSH server, takes connections.
 */
public final class Boot {

    private static final int SETTLED_SECONDS = 30;
    private static final double KIB_PER_MIB = 1024;

    /**
     * One start.
     *
     * @param seconds until it is ready
     * @param memory MiB, proportional, later on
     */
    private record Started(double seconds, double memory) {}

    private Boot() {}

    /**
     * Prints two tables: starts of new directories, and of directories that were started twice before (the
     * second of these leaves an archive of classes behind).
     *
     * @param args the unpacked distribution, then {@code --pairs N}
     */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        System.out.println(Machine.line());
        System.out.println(Pairs.head("a start", "tocsin", "a minimal Karaf"));
        print("first", Pairs.interleaved(options.pairs(), () -> first(options.home()), Boot::firstMinimal));
        try (RunningAgent agent = RunningAgent.start(options.home(), URI.create("http://127.0.0.1:9"));
                MinimalKaraf karaf = MinimalKaraf.start()) {
            agent.stop();
            agent.start();
            agent.awaitReady();
            karaf.stop();
            karaf.begin();
            print("later", Pairs.interleaved(options.pairs(), () -> later(agent), () -> later(karaf)));
        }
        System.out.println(Machine.line());
    }

    private static void print(String which, Pairs<Started> pairs) {
        System.out.println(pairs.line(which + ", ready", "s", Started::seconds));
        System.out.println(
                pairs.line(which + ", memory (PSS) after " + SETTLED_SECONDS + " s", "MiB", Started::memory));
    }

    private static Started first(Path home) throws Exception {
        long begin = System.nanoTime();
        try (RunningAgent agent = RunningAgent.start(home, URI.create("http://127.0.0.1:9"))) {
            return settled(begin, agent.pid());
        }
    }

    private static Started firstMinimal() throws Exception {
        long begin = System.nanoTime();
        try (MinimalKaraf karaf = MinimalKaraf.start()) {
            return settled(begin, karaf.pid());
        }
    }

    private static Started later(RunningAgent agent) throws Exception {
        agent.stop();
        long begin = System.nanoTime();
        agent.start();
        agent.awaitReady();
        return settled(begin, agent.pid());
    }

    private static Started later(MinimalKaraf karaf) throws Exception {
        karaf.stop();
        long begin = System.nanoTime();
        karaf.begin();
        return settled(begin, karaf.pid());
    }

    private static Started settled(long begin, long pid) throws IOException, InterruptedException {
        double seconds = (System.nanoTime() - begin) / 1e9;
        TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
        return new Started(seconds, Machine.proportionalKiB(pid) / KIB_PER_MIB);
    }
}
