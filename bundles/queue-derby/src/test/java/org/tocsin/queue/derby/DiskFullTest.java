// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;

/**
 * A disk that takes no more: the operating system limits the size of the child's files, and lifts the limit later. What
 * was refused is not there, what was promised is, and the store resumes by itself.
 */
public class DiskFullTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aTableThatCannotGrowRefusesAndResumes() throws Exception {
        fillAndResume(24_000);
    }

    @Test
    public void aLogThatCannotGrowRefusesAndResumes() throws Exception {
        fillAndResume(12_000);
    }

    private void fillAndResume(int kibibytes) throws Exception {
        Path directory = folder.getRoot().toPath().resolve("queue");
        // made without a limit, so that the limit is met in the middle of the work
        DerbyEventStore maker = new DerbyEventStore(directory.toString(), directory + ".log", "");
        maker.open(events -> {});
        maker.close();
        List<String> limited = List.of("bash", "-c", "ulimit -S -f " + kibibytes + " && exec \"$@\"", "limited");
        List<Long> accepted = new ArrayList<>();
        try (Child child = Child.start(limited, DiskFullStore.class, directory)) {
            String refusal = child.await("REFUSED");
            assertThat(refusal).contains("full=true", directory.toString(), "free space");
            assertThat(child.await("HEALTH")).contains("DEGRADED", "takes no events");
            lift(child.pid());
            assertThat(child.await("RESUMED")).contains("READY");
            child.await("CLOSED");
            child.awaitEnd();
            for (String line : child.lines()) {
                if (line.startsWith("ACCEPTED")) {
                    accepted.add(Long.parseLong(line.split(" ", -1)[1]));
                }
            }
        }
        DerbyEventStore store = new DerbyEventStore(directory.toString(), directory + ".log", "");
        try {
            store.open(events -> {});
            List<StoredEvent> there = store.read(new Lane("pagerduty", "k"), 0, Integer.MAX_VALUE);
            assertThat(there).extracting(StoredEvent::order).isEqualTo(accepted);
            assertThat(accepted).isSorted().hasSizeGreaterThan(100);
        } finally {
            store.close();
        }
    }

    private static void lift(long pid) throws Exception {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--fsize=unlimited")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(prlimit.exitValue()).isZero();
    }
}
