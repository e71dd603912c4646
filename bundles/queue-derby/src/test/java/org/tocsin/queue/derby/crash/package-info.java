// SPDX-License-Identifier: Apache-2.0
/**
 * What a power cut leaves. A {@link org.tocsin.queue.derby.crash.Tape} records what Derby does to its files and what the
 * store promised in between, a {@link org.tocsin.queue.derby.crash.Platter} makes of any moment of it the directories
 * that a power cut could leave, and an unmodified Derby opens them.
 */
@NullMarked
package org.tocsin.queue.derby.crash;

import org.jspecify.annotations.NullMarked;
