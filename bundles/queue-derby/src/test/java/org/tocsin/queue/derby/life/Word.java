// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.life;

/** What a {@link Load} says into the tape. */
public sealed interface Word {

    /** The place of the ask among the asks. */
    int index();

    /** The store is about to be asked. */
    record Asked(int index) implements Word {}

    /** The store has promised it; for an event with its order number. */
    record Answered(int index, long order) implements Word {}
}
