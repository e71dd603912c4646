// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.Outcome;
import org.tocsin.api.Receipt;
import org.tocsin.queue.QueueFixture;
import org.tocsin.queue.QueueService;

/** The queue and its store together: many lanes, a channel that fails in between, and restarts. */
public class QueueOnDerbyTest {

    private static final int LANES = 20;
    private static final int EACH = 100;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<Lane, List<String>> received = new ConcurrentHashMap<>();
    private final AtomicBoolean down = new AtomicBoolean(true);

    @Test
    public void everythingAcceptedArrivesInOrderThroughAnOutageAndRestarts() throws Exception {
        Map<Lane, List<String>> sent = new HashMap<>();
        List<String> keys = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            down.set(run < 2);
            DerbyEventStore store = store();
            QueueService queue = QueueFixture.over(store);
            QueueFixture.add(queue, channel());
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            for (int i = 0; i < LANES * EACH; i++) {
                Lane lane = new Lane("pagerduty", "k" + i % LANES);
                String text = run + "/" + i;
                sent.computeIfAbsent(lane, any -> new ArrayList<>()).add(text);
                receipts.add(
                        queue.accept(new Event(lane, "v2", Body.of(text), null)).toCompletableFuture());
            }
            for (CompletableFuture<Receipt> receipt : receipts) {
                keys.add(receipt.get(60, TimeUnit.SECONDS).key());
            }
            if (run == 2) {
                await("all delivered").atMost(Duration.ofMinutes(2)).until(() -> waiting(queue) == 0);
            }
            queue.close();
            store.close();
        }
        assertThat(keys).hasSize(3 * LANES * EACH).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f]{32}"));
        assertThat(received).isEqualTo(sent);
    }

    private static long waiting(QueueService queue) {
        return queue.status().stream().mapToLong(LaneStatus::waiting).sum();
    }

    private DeliveryChannel channel() {
        return new DeliveryChannel() {
            @Override
            public String channel() {
                return "pagerduty";
            }

            @Override
            public CompletionStage<Outcome> deliver(Delivery delivery) {
                if (down.get()) {
                    return CompletableFuture.failedStage(new IllegalStateException("outage"));
                }
                received.computeIfAbsent(
                                delivery.event().lane(), any -> Collections.synchronizedList(new ArrayList<>()))
                        .add(delivery.event().body().utf8());
                return CompletableFuture.completedStage(new Outcome.Delivered("202"));
            }
        };
    }

    private DerbyEventStore store() {
        Path root = folder.getRoot().toPath();
        return new DerbyEventStore(
                root.resolve("queue").toString(), root.resolve("derby.log").toString(), "");
    }
}
