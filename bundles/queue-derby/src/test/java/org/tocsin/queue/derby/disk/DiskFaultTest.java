// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.disk.FaultyDisk.Fault;
import org.tocsin.queue.derby.disk.WatchedStorageFactory.Watching;

/**
 * A disk that is full, breaks or cannot be read below a store that works, and then is well again. {@code
 * -Dtocsin.disk.cycles=200} for more.
 */
public class DiskFaultTest {

    private static final int CYCLES = Integer.getInteger("tocsin.disk.cycles", 20);

    @ClassRule
    public static final SmallDerby DERBY = new SmallDerby();

    @Rule
    public final TemporaryFolder folder = FastFolder.make();

    private Path database;

    @Before
    public void place() {
        database = folder.getRoot().toPath().resolve("queue");
    }

    @Test
    public void aFullDiskRefusesAndTheStoreResumes() throws Exception {
        cycles(true, Fault.FULL, Fault.FULL_FOR_LOG, Fault.FULL_FOR_DATA, Fault.FULL_FOR_NEW_FILES);
    }

    @Test
    public void aDiskThatBreaksRefusesAndTheStoreResumes() throws Exception {
        cycles(false, Fault.WRITE_ERROR, Fault.READ_ONLY, Fault.READ_ERROR);
    }

    private void cycles(boolean full, Fault... faults) throws Exception {
        FaultyDisk disk = new FaultyDisk();
        DERBY.make(database);
        try (Watching watching = WatchedStorageFactory.watch(database, disk);
                Patient patient =
                        new Patient(database, DERBY.store(database), () -> DERBY.store(database), full ? 1 : 2)) {
            int clear = 0;
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                Fault fault = faults[cycle % faults.length];
                List<StoreException> refused = patient.suffer(() -> disk.set(fault), () -> disk.set(Fault.NONE));
                assertThat(refused)
                        .as("refusals by " + fault)
                        .allMatch(refusal -> refusal.full() == full || isHalfway(refusal))
                        .allMatch(DiskFaultTest::isOneLine);
                clear += refused.stream().anyMatch(refusal -> !isHalfway(refusal)) ? 1 : 0;
            }
            assertThat(clear).as("cycles in which it was said what is wrong").isGreaterThan(CYCLES / 3);
            assertThat(patient.prompt()).as("cycles resumed within a second").isGreaterThan(CYCLES * 3 / 4);
            assertThat(patient.refusals()).as("refusals in all").isGreaterThan(CYCLES / faults.length);
            System.out.printf(
                    "%d cycles, %d refusals, resumed within %s%n", CYCLES, patient.refusals(), patient.slowest());
        }
    }

    private static boolean isOneLine(StoreException refusal) {
        return String.valueOf(refusal.getMessage()).lines().count() == 1;
    }

    /** Where a thread of Derby's own met the fault first, nobody else is told more. */
    private static boolean isHalfway(StoreException refusal) {
        return String.valueOf(refusal.getMessage()).contains("is opened again");
    }
}
