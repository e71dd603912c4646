// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.queue.derby.crash.Images.Bad;
import org.tocsin.queue.derby.disk.FastFolder;
import org.tocsin.queue.derby.disk.SmallDerby;
import org.tocsin.queue.derby.disk.Trees;

/**
 * Power cuts, each at a place by chance in the life of a store, with what was not synced lost, kept or, in the log,
 * torn: whatever is left, an unmodified Derby opens it, and all that was promised is there.
 *
 * <p>{@code -Dtocsin.crash.images=10000} for more; {@code -Dtocsin.crash.seed=…} for one alone. Two lives of a seed differ
 * in how threads met, so the database of an image that fails is kept as the cut left it.
 */
public class CrashImageTest {

    private static final int IMAGES = Integer.getInteger("tocsin.crash.images", 1_000);
    private static final Long ONE = Long.getLong("tocsin.crash.seed");
    private static final int IMAGES_OF_A_LIFE = 100;
    private static final Path KEPT = Path.of("target", "crash");

    @ClassRule
    public static final SmallDerby DERBY = new SmallDerby();

    @Rule
    public final TemporaryFolder folder = FastFolder.make();

    @Test
    public void aPowerCutLosesNothingThatWasPromised() throws Exception {
        List<Bad> bad = new ArrayList<>();
        long first = ONE == null ? 0 : ONE;
        long last = ONE == null ? IMAGES : ONE + 1;
        for (long seed = first; seed < last; seed += IMAGES_OF_A_LIFE) {
            long life = seed / IMAGES_OF_A_LIFE;
            int images = Math.toIntExact(Math.min(IMAGES_OF_A_LIFE, last - seed));
            bad.addAll(examine(life, true, DERBY::store, seed, images, images));
        }
        assertThat(bad).as(report(bad)).isEmpty();
    }

    @Test
    public void aDiskThatForgetsWhatItWasToldToSyncIsFoundOut() throws Exception {
        assertThat(examine(0, false, DERBY::store, 0, IMAGES_OF_A_LIFE, 1)).isNotEmpty();
    }

    @Test
    public void aStoreThatPromisesBeforeItsCommitIsFoundOut() throws Exception {
        assertThat(examine(0, true, database -> new Hasty(DERBY.store(database)), 0, IMAGES_OF_A_LIFE, 1))
                .isNotEmpty();
    }

    private List<Bad> examine(long seed, boolean honest, Examiner.Opener lives, long first, int images, int enough)
            throws Exception {
        Path place = folder.newFolder("life" + seed).toPath();
        Life life = Life.live(place, seed, lives, honest);
        try (Images made = new Images(place, KEPT, DERBY::store)) {
            return made.examine(life, first, images, enough);
        } finally {
            Trees.delete(place);
        }
    }

    private static String report(List<Bad> bad) {
        return bad.stream()
                .map(one -> "image " + one.seed() + " (-Dtocsin.crash.seed=" + one.seed() + ", kept in "
                        + KEPT.resolve("image" + one.seed()) + "):\n" + String.join("\n", one.wrong()))
                .collect(Collectors.joining("\n\n"));
    }
}
