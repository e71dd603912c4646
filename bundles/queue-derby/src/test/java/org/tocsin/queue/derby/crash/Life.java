// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.tocsin.api.store.EventStore;
import org.tocsin.queue.derby.crash.Examiner.Opener;
import org.tocsin.queue.derby.disk.Trees;
import org.tocsin.queue.derby.disk.WatchedStorageFactory;
import org.tocsin.queue.derby.disk.WatchedStorageFactory.Watching;
import org.tocsin.queue.derby.life.Ask;
import org.tocsin.queue.derby.life.Load;

/** The life of a store from its making to its end, on tape, and what any cut in it leaves. */
final class Life {

    private static final int OPENINGS = 2;
    private static final int STEPS = 500;

    private final Path beginning;
    private final List<Tape.Entry> tape;
    private final List<Ask> asks;

    private Life(Path beginning, List<Tape.Entry> tape, List<Ask> asks) {
        this.beginning = beginning;
        this.tape = tape;
        this.asks = asks;
    }

    /**
     * Lives.
     *
     * @param folder an empty one
     * @param honest whether the disk is
     */
    static Life live(Path folder, long seed, Opener opener, boolean honest) throws Exception {
        Path database = folder.resolve("live");
        EventStore maker = opener.at(database);
        maker.open(events -> {});
        maker.close();
        Path beginning = folder.resolve("beginning");
        Trees.copy(database, beginning);
        Tape tape = new Tape(honest);
        Load load = new Load(seed, tape::say);
        List<Ask> asks;
        try (Watching watching = WatchedStorageFactory.watch(database, tape)) {
            for (int opening = 0; opening < OPENINGS; opening++) {
                EventStore store = opener.at(database);
                store.open(load);
                for (int step = 0; step < STEPS; step++) {
                    check(load.step(store));
                }
                check(load.hear(0));
                store.close();
            }
            asks = load.asks();
        }
        Trees.delete(database);
        return new Life(beginning, tape.entries(), asks);
    }

    private static void check(List<Load.Answer> answers) {
        for (Load.Answer answer : answers) {
            if (answer.refusal() != null) {
                throw new AssertionError("the store does not do what it is asked", answer.refusal());
            }
        }
    }

    int length() {
        return tape.size();
    }

    /** The place at which the image of this seed is cut. */
    int cut(long seed) {
        return new SplittableRandom(seed).nextInt(tape.size() + 1);
    }

    Moment moment(int place) {
        return Moment.at(place, tape, asks);
    }

    /**
     * What had been promised before each of the last commits whose promises had been given, the latest first.
     *
     * @param most so many at most
     */
    List<Moment> momentsBefore(int place, int most) {
        List<Moment> moments = new ArrayList<>();
        int promised = moment(place).answered().size();
        for (int before = place - 1; before >= 0 && moments.size() < most; before--) {
            if (tape.get(before) instanceof Tape.Entry.Synced synced
                    && synced.file().startsWith("log")) {
                Moment moment = moment(before);
                if (moment.answered().size() < promised) {
                    promised = moment.answered().size();
                    moments.add(moment);
                }
            }
        }
        return moments;
    }

    /** A platter at the beginning. */
    Platter platter() throws IOException {
        return new Platter(beginning);
    }

    /** Plays the platter up to the cut of this seed, and makes the image of this seed. */
    void image(Platter platter, long seed, Path directory) throws IOException {
        image(platter, cut(seed), new SplittableRandom(~seed), directory);
    }

    /** Plays the platter up to a place, and makes an image by chance. */
    void image(Platter platter, int place, SplittableRandom random, Path directory) throws IOException {
        platter.playTo(place, tape);
        platter.image(directory, random);
    }
}
