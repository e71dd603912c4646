// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

/** The child of {@link MigrationTest}: opens a store, which migrates it, and says so; it is killed on the way. */
final class MigratedStore {

    private MigratedStore() {}

    /** Directory of the database. */
    public static void main(String[] arguments) throws Exception {
        DerbyEventStore store = new DerbyEventStore(arguments[0], arguments[0] + ".log", "");
        System.out.println("OPENING");
        System.out.flush();
        store.open(events -> {});
        System.out.println("OPEN");
        System.out.flush();
        store.close();
        System.exit(0);
    }
}
