// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.After;
import org.junit.Test;

public class WorkersTest {

    private final CountDownLatch hold = new CountDownLatch(1);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Workers workers = new Workers("some", 1, 5);

    @After
    public void letGo() {
        hold.countDown();
        workers.close();
    }

    @Test
    public void whatWaitsBehindAHangingRequestGetsItsTurnWhenTheyAreClosed() {
        workers.request(this::hang);
        workers.request(() -> done.add("first"));
        workers.request(() -> done.add("second"));

        workers.close();

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    public void whatWasCommittedIsToldAlsoWhenAllContinuationsHang() {
        workers.proceed(this::hang);
        workers.proceed(this::hang);
        workers.proceed(() -> done.add("first"));
        workers.proceed(() -> done.add("second"));

        workers.close();

        await("the last continuation").untilAsserted(() -> assertThat(done).containsExactly("first", "second"));
    }

    /** As foreign code may, in spite of interrupts. */
    private void hang() {
        boolean held = true;
        while (held) {
            try {
                hold.await();
                held = false;
            } catch (InterruptedException e) {
                held = hold.getCount() > 0;
            }
        }
    }
}
