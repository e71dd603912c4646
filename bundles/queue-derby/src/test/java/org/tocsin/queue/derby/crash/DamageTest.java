// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.queue.derby.crash.Blow.Part;
import org.tocsin.queue.derby.disk.FastFolder;
import org.tocsin.queue.derby.disk.SmallDerby;
import org.tocsin.queue.derby.disk.Trees;

/**
 * Half pages and flipped bits, in every kind of file, after a clean stop and after a crash: the store opens, says what is
 * damaged, and what is not damaged flows in its order.
 *
 * <p>One thing cannot be noticed: that the last commit, or all of the log from some place on, was there. A log that ends
 * earlier looks the same. Then everything has to be as it was before those commits.
 *
 * <p>{@code -Dtocsin.damage.images=…} for more; {@code -Dtocsin.damage.seed=…} for one alone.
 */
public class DamageTest {

    private static final int IMAGES = Integer.getInteger("tocsin.damage.images", 60);
    private static final Long ONE = Long.getLong("tocsin.damage.seed");
    private static final Path KEPT = Path.of("target", "damage");

    @ClassRule
    public static final SmallDerby DERBY = new SmallDerby();

    @Rule
    public final TemporaryFolder folder = FastFolder.make();

    private final Map<Part, Integer> noticed = new EnumMap<>(Part.class);

    @Test
    public void afterACleanStopADamageIsNamedAndTheRestFlows() throws Exception {
        assertThat(wrong("clean", IMAGES, Blow::strike)).isEmpty();
    }

    @Test
    public void afterACrashADamageIsNamedAndTheRestFlows() throws Exception {
        assertThat(wrong("crash", IMAGES, Blow::strike)).isEmpty();
    }

    /** Recovery comes to such a page when the log says that it was filled. */
    @Test
    public void afterACrashADamageInRoomThatIsNotUsedYetDoesNoHarm() throws Exception {
        assertThat(wrong("room", IMAGES / 2, Blow::strikeRoom)).isEmpty();
    }

    /** How a database is harmed. */
    private interface Harm {
        Blow strike(Path database, SplittableRandom random) throws IOException;
    }

    private List<String> wrong(String kind, int images, Harm how) throws Exception {
        boolean clean = kind.equals("clean");
        Path place = folder.newFolder("life").toPath();
        Life life = Life.live(place, 1_000, DERBY::store, true);
        List<String> wrong = new ArrayList<>();
        long first = ONE == null ? 0 : ONE;
        long last = ONE == null ? images : ONE + 1;
        for (long seed = first; seed < last; seed++) {
            int cut = clean ? life.length() : new SplittableRandom(~seed).nextInt(life.length());
            Path house = Files.createDirectory(place.resolve("house" + seed));
            Path database = house.resolve("queue");
            Blow blow = harm(life, cut, seed, database, how);
            Surgeon surgeon = new Surgeon(
                    database,
                    life.moment(cut),
                    life.momentsBefore(cut, blow.isOfTheTail() ? Integer.MAX_VALUE : 1),
                    blow);
            List<String> found = surgeon.examine(DERBY::store);
            if (surgeon.healed()) {
                noticed.merge(blow.part(), 1, Integer::sum);
            }
            if (!found.isEmpty()) {
                Path kept = KEPT.resolve(kind + seed);
                Trees.delete(kept);
                Files.createDirectories(KEPT);
                harm(life, cut, seed, kept, how);
                wrong.add("-Dtocsin.damage.seed=" + seed + ", kept in " + kept + ": " + blow + "\n"
                        + String.join("\n", found));
            }
            Trees.delete(house);
        }
        System.out.println("damages noticed: " + noticed);
        return wrong;
    }

    private static Blow harm(Life life, int cut, long seed, Path database, Harm how) throws IOException {
        life.image(life.platter(), cut, new SplittableRandom(seed), database);
        return how.strike(database, new SplittableRandom(seed + 1));
    }
}
