// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.tocsin.queue.derby.crash.Examiner.Opener;
import org.tocsin.queue.derby.disk.Consistency;
import org.tocsin.queue.derby.disk.Trees;

/** Makes images of a life, two at a time, and has them examined. What fails is kept as the cut left it. */
final class Images implements AutoCloseable {

    private static final int AT_A_TIME = 2;
    private static final int CHECKED = 10;
    private static final int BOUND_SECONDS = 120;

    private final Path folder;
    private final Path keep;
    private final Opener opener;
    private final ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);

    /** An image that is not as it must be. */
    record Bad(long seed, List<String> wrong) {}

    /** @param keep where a database that fails is kept */
    Images(Path folder, Path keep, Opener opener) {
        this.folder = folder;
        this.keep = keep;
        this.opener = opener;
    }

    /**
     * Examines images.
     *
     * @param first the seed of the first
     * @param enough how many bad ones are enough
     */
    List<Bad> examine(Life life, long first, int count, int enough) throws Exception {
        List<Long> seeds = LongStream.range(first, first + count)
                .boxed()
                .sorted(Comparator.comparingInt(life::cut))
                .toList();
        Platter platter = life.platter();
        Deque<Future<Bad>> underWay = new ArrayDeque<>();
        List<Bad> bad = new ArrayList<>();
        for (long seed : seeds) {
            Path image = folder.resolve("image" + seed).resolve("queue");
            Files.createDirectory(folder.resolve("image" + seed));
            life.image(platter, seed, image);
            underWay.add(pool.submit(() -> examine(life, seed, image)));
            if (underWay.size() > 2 * AT_A_TIME) {
                collect(life, underWay, bad);
            }
            if (bad.size() >= enough) {
                break;
            }
        }
        while (!underWay.isEmpty()) {
            collect(life, underWay, bad);
        }
        return bad;
    }

    @Override
    public void close() throws InterruptedException {
        pool.shutdown();
        if (!pool.awaitTermination(BOUND_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("an image is still being examined");
        }
    }

    private Bad examine(Life life, long seed, Path image) throws Exception {
        Examiner examiner = new Examiner(opener);
        boolean thorough = seed % CHECKED == 0;
        List<String> wrong = new ArrayList<>(examiner.examine(image, life.moment(life.cut(seed)), thorough));
        if (wrong.isEmpty() && thorough) {
            wrong.addAll(Consistency.check(image));
        }
        Trees.delete(image.resolveSibling(".").normalize());
        return new Bad(seed, wrong);
    }

    private void collect(Life life, Deque<Future<Bad>> underWay, List<Bad> bad) throws Exception {
        Bad result = underWay.remove().get(BOUND_SECONDS, TimeUnit.SECONDS);
        if (!result.wrong().isEmpty()) {
            bad.add(result);
            Path kept = keep.resolve("image" + result.seed());
            Trees.delete(kept);
            Files.createDirectories(keep);
            life.image(life.platter(), result.seed(), kept);
        }
    }
}
