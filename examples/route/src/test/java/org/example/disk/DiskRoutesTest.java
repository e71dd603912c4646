// SPDX-License-Identifier: Apache-2.0
package org.example.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class DiskRoutesTest {

    private final QueueComponent queue = new QueueComponent();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private volatile double free = 50;

    @Before
    public void startRoute() throws Exception {
        DiskWatch.Space disk = new DiskWatch.Space() {
            @Override
            public double freePercent() {
                return free;
            }

            @Override
            public String name() {
                return "/data";
            }
        };
        camel.addComponent("tocsin", queue);
        camel.addRoutes(new DiskRoutes(new DiskWatch("web1", disk, 10), Duration.ofMillis(20), "/etc/disk.key"));
        camel.start();
    }

    @After
    public void stopRoute() {
        camel.stop();
    }

    @Test
    public void aFullDiskIsToldOnceAndResolvedWhenThereIsRoomAgain() {
        awaitEvents(1);
        free = 4.25;
        awaitEvents(2);
        free = 60;
        awaitEvents(3);

        assertThat(queue.events())
                .containsExactly(
                        "{\"event_action\":\"resolve\",\"dedup_key\":\"disk-space\\/web1\\/data\"}",
                        "{\"event_action\":\"trigger\",\"dedup_key\":\"disk-space\\/web1\\/data\",\"payload\":{"
                                + "\"summary\":\"\\/data on web1: 4.3 % free, limit 10 %\",\"source\":\"web1\","
                                + "\"severity\":\"critical\"}}",
                        "{\"event_action\":\"resolve\",\"dedup_key\":\"disk-space\\/web1\\/data\"}");
    }

    @Test
    public void aRefusedEventIsMadeAgainUntilItIsAccepted() {
        awaitEvents(1);
        queue.refuse(true);
        free = 4;
        await("a few refusals").until(() -> queue.refusals() > 2);
        assertThat(queue.events()).hasSize(1);

        queue.refuse(false);

        awaitEvents(2);
        assertThat(queue.events().get(1)).contains("trigger");
    }

    @Test
    public void eventsGoToPagerDutyWithTheKeyOfTheFile() {
        awaitEvents(1);

        assertThat(queue.parameters())
                .containsEntry("channel", "pagerduty")
                .containsEntry("format", "v2")
                .containsEntry("keyFile", "/etc/disk.key");
    }

    @Test
    public void theRealDiskHasSomethingBetweenNothingAndAll() throws Exception {
        assertThat(new FreeSpace(Path.of("/")).freePercent()).isBetween(0.0, 100.0);
    }

    private void awaitEvents(int number) {
        await(number + " events").until(() -> queue.events().size() == number);
    }
}
