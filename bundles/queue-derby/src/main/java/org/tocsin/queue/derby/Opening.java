// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.salvage.Corruption;
import org.tocsin.queue.derby.salvage.Mending;

/**
 * Opens a store: mends it when it turns out to be damaged, and lives on the reserve when the disk is full.
 *
 * @param limits null for those that go with the settings
 * @param known what was known of the store when it broke; null when it is not opened for that
 * @param meters of its commits
 */
record Opening(
        Settings settings,
        @Nullable Limits limits,
        StoreListener listener,
        Clock clock,
        @Nullable Known known,
        StoreMeters meters) {

    /** As it is, once more, and mended. */
    private static final int LAST = 3;

    /**
     * Opens it.
     *
     * @param damaged told once when damage is met later
     * @throws StoreException in one line, with the remedy
     */
    OpenStore open(Consumer<String> damaged) throws StoreException {
        DamageAlarm alarm = new DamageAlarm(settings.directory(), clock, damaged);
        for (int attempt = 1; ; attempt++) {
            try {
                return onReserve(alarm);
            } catch (StoreException e) {
                String damage = damageBehind(e);
                if (attempt == LAST) {
                    throw e;
                }
                // what is merely not found may be there the next time; a bad page is bad
                if (attempt > 1 || !DamagedException.in(e)) {
                    note(damage, e);
                }
            }
        }
    }

    private String damageBehind(StoreException failure) throws StoreException {
        try {
            Optional<String> damage = Corruption.of(settings.directory(), failure);
            if (damage.isPresent()) {
                return damage.get();
            }
        } catch (IOException unreadable) {
            failure.addSuppressed(unreadable);
        }
        throw failure;
    }

    private void note(String damage, StoreException failure) throws StoreException {
        try {
            new Mending(settings.directory(), clock).note(damage);
        } catch (IOException unwritable) {
            failure.addSuppressed(unwritable);
            throw failure;
        }
    }

    private OpenStore onReserve(DamageAlarm alarm) throws StoreException {
        try {
            return once(alarm);
        } catch (StoreException e) {
            StoreException reason = Failures.toStoreException(settings.directory(), e);
            if (!reason.full() || !Reserve.release(settings.directory())) {
                throw e;
            }
            return once(alarm); // which finds that there is no reserve
        }
    }

    private OpenStore once(DamageAlarm alarm) throws StoreException {
        Database database = Database.open(settings, clock, known);
        try {
            return new OpenStore(database, settings, limits, listener, clock, alarm, known != null, meters);
        } catch (Exception e) {
            database.close();
            throw e instanceof StoreException reason ? reason : Failures.toStoreException(settings.directory(), e);
        }
    }
}
