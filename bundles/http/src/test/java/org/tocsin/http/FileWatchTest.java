// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class FileWatchTest {

    @Test
    public void whatFailsWhicheverWayIsDoneAgainAndHoldsUpNobody() throws Exception {
        CountDownLatch failures = new CountDownLatch(4);
        CountDownLatch others = new CountDownLatch(4);
        List<Runnable> looks = List.of(
                () -> {
                    failures.countDown();
                    if (failures.getCount() % 2 == 0) {
                        throw new StackOverflowError("on purpose");
                    }
                    throw new IllegalStateException("on purpose");
                },
                others::countDown);
        String log = Log.of(() -> {
            try (FileWatch watch = new FileWatch(looks, 1)) {
                assertThat(failures.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
                return watch;
            }
        });
        assertThat(log).contains("TOCSIN-HTTP-010", "StackOverflowError", "IllegalStateException");
    }
}
