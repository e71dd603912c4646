// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.StoreException;

/** Dead letters go when they are too old or too many; what waits never does. */
public class DeadLetterRetentionTest {

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Lane DB = new Lane("pagerduty", "db");

    @Test
    public void theOldestAboveTheNumberGoInEachLane() throws StoreException {
        Rig rig = refusing("keepDead", "100", "keepDeadFor", "");
        rig.accept(WEB, 0, 260);
        rig.accept(DB, 0, 100);
        rig.run();
        assertThat(dead(rig, WEB)).hasSize(260);

        rig.pass(DeadLetterRetention.EVERY);

        assertThat(dead(rig, WEB)).hasSize(100).first().isEqualTo("160");
        assertThat(dead(rig, DB)).hasSize(100);
        assertThat(rig.status(WEB).dead()).isEqualTo(100);
    }

    @Test
    public void theirAgeIsCountedFromTheirDeathAndLooksGoOn() throws StoreException {
        Rig rig = refusing("keepDead", "0", "keepDeadFor", "PT1H");
        rig.accept(WEB, 0, 2);
        rig.run();
        rig.pass(Duration.ofMinutes(55));
        rig.accept(WEB, 2, 3);
        rig.get(rig.control().retry(WEB, Set.of(1L)));
        rig.run();
        assertThat(dead(rig, WEB)).containsExactly("0", "1", "2");

        rig.pass(Duration.ofMinutes(20));
        assertThat(dead(rig, WEB)).as("the first has died twice").containsExactly("0", "2");

        rig.pass(Duration.ofMinutes(60));
        assertThat(dead(rig, WEB)).isEmpty();
    }

    @Test
    public void whatWaitsStaysHoweverOldAndMany() throws StoreException {
        Rig rig = new Rig("keepDead", "1", "keepDeadFor", "PT1M");
        List<String> all = rig.accept(WEB, 0, 50);
        rig.run();

        rig.pass(Duration.ofDays(30));

        assertThat(rig.list(WEB, EventState.WAITING)).hasSameSizeAs(all);
    }

    @Test
    public void whoWantsAllKeepsAll() throws StoreException {
        Rig rig = refusing("keepDead", "0", "keepDeadFor", "");
        rig.accept(WEB, 0, 20);

        rig.pass(Duration.ofDays(3_000));

        assertThat(dead(rig, WEB)).hasSize(20);
    }

    private static Rig refusing(String... properties) {
        Rig rig = new Rig(properties);
        rig.add(delivery -> CompletableFuture.completedStage(new Outcome.Rejected("400 no")));
        return rig;
    }

    private static List<String> dead(Rig rig, Lane lane) throws StoreException {
        return rig.list(lane, EventState.DEAD).stream()
                .map(letter -> letter.event().body().utf8())
                .toList();
    }
}
