// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.queue.derby.salvage.Corruption;
import org.tocsin.queue.derby.salvage.Mending;

/** Whoever meets damage in the open database raises it; the first time counts. */
final class DamageAlarm {

    private static final Logger LOG = LoggerFactory.getLogger(DamageAlarm.class);

    private final Path database;
    private final Clock clock;
    private final Consumer<String> raised;
    private final AtomicBoolean isRaised = new AtomicBoolean();

    /** @param raised told of the cause, on the thread that met it; must return at once */
    DamageAlarm(Path database, Clock clock, Consumer<String> raised) {
        this.database = database;
        this.clock = clock;
        this.raised = raised;
    }

    boolean isRaised() {
        return isRaised.get();
    }

    /** Raises it when damage is what a failure comes from; answers whether it is raised now. */
    boolean raiseOn(Throwable failure) {
        if (Corruption.isIn(failure) && isRaised.compareAndSet(false, true)) {
            String cause = Corruption.text(failure);
            LOG.warn("TOCSIN-QUEUE-DERBY-010 database {}: is damaged ({}), mends itself", database, cause);
            // Derby interrupts everybody when it stops, and who is interrupted cannot write
            boolean interrupted = Thread.interrupted();
            try {
                new Mending(database, clock).note(cause);
            } catch (IOException e) {
                LOG.debug("whoever mends it notes it once more", e);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            raised.accept(cause);
        }
        return isRaised();
    }
}
