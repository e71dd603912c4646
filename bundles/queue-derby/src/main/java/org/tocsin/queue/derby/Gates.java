// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tocsin.queue.derby.doctor.TableAccess;

/**
 * Keeps statements on a table of the ring and its TRUNCATE apart. Derby's locks would, too, but not well: a statement
 * that is compiled anew waits for the table, and the TRUNCATE waits for the statement to be compiled, until one of them
 * times out.
 */
final class Gates implements TableAccess {

    private final Map<Integer, Integer> inside = new HashMap<>();
    private final Set<Integer> closed = new HashSet<>();

    @Override
    public synchronized boolean enter(int slot) {
        if (closed.contains(slot)) {
            return false;
        }
        inside.merge(slot, 1, Integer::sum);
        return true;
    }

    @Override
    public synchronized void leave(int slot) {
        inside.computeIfPresent(slot, (any, count) -> count == 1 ? null : count - 1);
        notifyAll();
    }

    /** Before the table is emptied: waits for the statements that are under way. */
    synchronized void close(int slot) throws InterruptedException {
        closed.add(slot);
        while (inside.containsKey(slot)) {
            wait();
        }
    }

    /** After it. */
    synchronized void open(int slot) {
        closed.remove(slot);
    }
}
