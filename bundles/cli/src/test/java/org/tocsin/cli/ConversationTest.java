// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** How often is asked by who waits. */
public final class ConversationTest {

    private static final Command WAITING =
            new Command("tocsin", List.of("resolve", "-k", "K", "-y", "disk", "--wait", "5"), null, true);

    private final RecordingAgent agent = new RecordingAgent();
    private final List<Integer> pauses = new ArrayList<>();

    @Test
    public void whoWaitsAsksEverMoreSeldomAndForNoLongerThanWasSaid() throws Exception {
        agent.desk.outcomes.add("WAITING");

        Answer.Done done = converse(pauses::add);

        assertThat(done.exit()).isEqualTo(Handover.NOT_YET);
        assertThat(pauses).startsWith(20, 40, 80, 160, 320, 640, 1_000, 1_000);
        assertThat(pauses.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5_000);
        assertThat(agent.submitted).hasSize(1);
    }

    @Test
    public void whoWaitsIsToldAtTheFirstLookThatFindsIt() throws Exception {
        agent.desk.outcomes.addAll(List.of("WAITING", "WAITING", "DELIVERED"));

        assertThat(converse(pauses::add)).isEqualTo(new Answer.Done(0, "disk\n", ""));
        assertThat(pauses).containsExactly(20, 40, 80);
    }

    @Test
    public void aQueueThatIsAwayForAWhileIsAskedAgain() throws Exception {
        agent.desk.outcomes.add("DELIVERED");

        Answer.Done done = converse(millis -> {
            pauses.add(millis);
            agent.refusal = pauses.size() < 4
                    ? new RefusedException(RefusedException.Reason.BUSY, "the agent is starting")
                    : null;
        });

        assertThat(done).isEqualTo(new Answer.Done(0, "disk\n", ""));
        assertThat(pauses).containsExactly(20, 40, 80, 160);
        assertThat(agent.submitted).as("it is handed over once").hasSize(1);
    }

    @Test
    public void whoIsInterruptedSaysSo() {
        agent.desk.outcomes.add("WAITING");

        assertThatThrownBy(() -> converse(millis -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the waiting was broken off");
        assertThat(Thread.interrupted()).isTrue();
    }

    private Answer.Done converse(Conversation.Pause pause) throws RefusedException, IOException {
        try (LocalFiles files = new LocalFiles(WAITING, InputStream.nullInputStream())) {
            return new Conversation(files, new ByteArrayOutputStream(), new ByteArrayOutputStream(), pause)
                    .with(command -> new Words().run(command, agent), WAITING);
        }
    }
}
