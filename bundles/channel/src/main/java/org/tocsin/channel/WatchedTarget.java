// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.util.function.Consumer;

/**
 * A target whose file is there. What the container does not watch for us, the files that the target's file names, is
 * looked at whenever somebody asks: so a new secret is taken, and a wrong one heals.
 *
 * @param <S> what a file says
 */
final class WatchedTarget<S extends Destination> {

    private final TargetKind<S> kind;
    private final TargetFile file;
    private final Consumer<WatchedTarget<S>> news;
    private volatile Target<S> known;

    /** @param news told when something else was read than before */
    WatchedTarget(TargetKind<S> kind, TargetFile file, Consumer<WatchedTarget<S>> news) {
        this.kind = kind;
        this.file = file;
        this.news = news;
        this.known = kind.read(file);
    }

    TargetFile file() {
        return file;
    }

    /** As it was when it was read last. */
    Target<S> known() {
        return known;
    }

    /** As it is now. */
    Target<S> current() {
        if (file.hasChanged()) {
            readAgain();
        }
        return known;
    }

    private synchronized void readAgain() {
        if (!file.hasChanged()) { // another one was quicker
            return;
        }
        Target<S> before = known;
        known = kind.read(file);
        String problem = known.problem();
        if (problem == null || !problem.equals(before.problem())) {
            news.accept(this);
        }
    }
}
