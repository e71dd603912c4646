// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public class RouteDeskTest {

    @Test
    public void aMissingClassDoesNotEndTheChecks() {
        AtomicInteger checks = new AtomicInteger();
        try (RouteDesk desk = new RouteDesk()) {
            desk.every(5, () -> {
                checks.incrementAndGet();
                throw new NoClassDefFoundError("org/example/Gone");
            });

            await("another check").until(() -> checks.get() > 2);
        }
    }
}
