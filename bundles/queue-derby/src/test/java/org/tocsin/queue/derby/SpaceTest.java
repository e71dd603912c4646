// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreUse;
import org.tocsin.api.store.StoreUse.Disk;

/** What may come in, and how it is said that it may not. */
public class SpaceTest {

    @Test
    public void aFullStoreSaysWhoHoldsWhatAndWhereTheLimitIs() throws Exception {
        Space space = new Space(1_000, 600, () -> 0, () -> {});
        StoreException refusal = catchThrowableOfType(StoreException.class, () -> space.admit(401));
        assertThat(refusal)
                .hasMessage("the store holds 600 of at most 1000 bytes (maxBytes in org.tocsin.queue.derby.cfg),"
                        + " try again when some have been delivered");
        assertThat(refusal.full()).isTrue();
        space.free(1);
        space.admit(401);
        assertThat(space.held()).isEqualTo(1_000);
    }

    @Test
    public void onAFullDiskEventsWaitForTheReserveAndNothingElse() throws Exception {
        AtomicLong now = new AtomicLong();
        AtomicInteger told = new AtomicInteger();
        Space space = new Space(1_000, 0, now::get, told::incrementAndGet);
        space.refuse(new StoreException("no space left", true, null));
        assertThat(told).hasValue(1);
        assertThat(space.isScarce()).isTrue();

        now.addAndGet(Duration.ofHours(1).toNanos());
        space.recovered(); // a settlement was written
        assertThat(catchThrowableOfType(StoreException.class, () -> space.admit(1))
                        .full())
                .isTrue();
        assertThat(space.problem()).hasMessage("no space left");

        space.plenty();
        space.admit(1);
        assertThat(space.problem()).isNull();
    }

    @Test
    public void aDiskThatIsShortIsToldBeforeItIsFull() throws Exception {
        Space space = new Space(1_000, 500, () -> 0, () -> {});
        assertThat(space.use()).isEqualTo(new StoreUse(500, 1_000, Disk.ROOM));
        space.look(130, 30);
        assertThat(space.use().disk()).isEqualTo(Disk.ROOM);
        assertThat(StoreHealth.of(space, true).state()).isEqualTo(State.READY);
        space.look(129, 30);
        assertThat(space.use().disk()).isEqualTo(Disk.SHORT);
        assertThat(StoreHealth.of(space, true))
                .isEqualTo(new Health(
                        State.DEGRADED,
                        "the disk of the database (directory in org.tocsin.queue.derby.cfg) has little room left: free"
                                + " some before events are refused; 500 of 1000 bytes are taken (50 %)"));

        space.refuse(new StoreException("no space left", true, null));
        assertThat(space.use().disk()).isEqualTo(Disk.FULL);
        assertThat(StoreHealth.of(space, true)).isEqualTo(new Health(State.DEGRADED, "takes no events: no space left"));
        space.plenty();
        space.look(1_000, 30);
        assertThat(space.use().disk()).isEqualTo(Disk.ROOM);
    }

    @Test
    public void afterAnyOtherFailureTheNextEventIsTheProbe() throws Exception {
        AtomicLong now = new AtomicLong();
        Space space = new Space(1_000, 0, now::get, () -> {});
        space.refuse(new StoreException("broken", null));
        assertThat(catchThrowableOfType(StoreException.class, () -> space.admit(1))
                        .full())
                .isFalse();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        space.admit(1);
        assertThat(space.problem()).hasMessage("broken");
        space.recovered();
        assertThat(space.problem()).isNull();
    }
}
