// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.Test;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.LaneStatus.State;
import org.tocsin.api.Receipt;

/** The commands over a queue with two lanes. */
public class CommandsTest {

    private static final Lane WEB = new Lane("pagerduty", "secret-web");
    private static final Lane DB = new Lane("pagerduty", "secret-db");

    private final List<Lane> retried = new ArrayList<>();
    private final EventQueue queue = new EventQueue() {
        @Override
        public CompletionStage<Receipt> accept(Event event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<LaneStatus> status() {
            Instant then = Instant.parse("2026-11-20T10:00:00Z");
            return List.of(
                    new LaneStatus(WEB, State.BACKING_OFF, 7, 40, 2, then, 3, "503 down", then.plusSeconds(8)),
                    new LaneStatus(DB, State.IDLE, 0, 5, 0, null, 0, null, null));
        }

        @Override
        public CompletionStage<Integer> retry(Predicate<Lane> lanes) {
            List.of(WEB, DB).stream().filter(lanes).forEach(retried::add);
            return CompletableFuture.completedStage(2);
        }
    };

    @Test
    public void aRetryNeedsEitherALaneOrAll() {
        QueueRetry command = new QueueRetry();
        command.queue = queue;
        assertThatThrownBy(command::execute).hasMessage("say either a lane or --all");
        command.lane = WEB.id();
        command.all = true;
        assertThatThrownBy(command::execute).hasMessage("say either a lane or --all");
        assertThat(retried).isEmpty();
    }

    @Test
    public void aWrongIdIsAnsweredInOneLine() {
        QueueRetry command = new QueueRetry();
        command.queue = queue;
        command.lane = "pd-0";
        assertThatThrownBy(command::execute).hasMessage("no lane has the id pd-0, see tocsin:queue-status");
        assertThat(retried).isEmpty();
    }

    @Test
    public void aRetryChoosesItsLaneAndTellsTheNumber() throws Exception {
        QueueRetry command = new QueueRetry();
        command.queue = queue;
        command.lane = DB.id();
        assertThat(output(command::execute)).isEqualToIgnoringNewLines("2 event(s) put back.");
        assertThat(retried).containsExactly(DB);
    }

    @Test
    public void aRetryOfAllChoosesAll() throws Exception {
        QueueRetry command = new QueueRetry();
        command.queue = queue;
        command.all = true;
        output(command::execute);
        assertThat(retried).containsExactly(WEB, DB);
    }

    @Test
    public void theStatusShowsEachLaneAndNoKey() throws Exception {
        QueueStatus command = new QueueStatus();
        command.queue = queue;
        String table = output(command::execute);
        assertThat(table)
                .contains(WEB.id(), "BACKING_OFF", "503 down", "2026-11-20T10:00:08Z")
                .contains(DB.id(), "IDLE")
                .doesNotContain("secret");
        assertThat(table.lines()).hasSize(4);
    }

    private static String output(Callable<?> command) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            command.call();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
