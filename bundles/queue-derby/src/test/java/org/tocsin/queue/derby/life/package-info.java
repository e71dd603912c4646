// SPDX-License-Identifier: Apache-2.0
/**
 * The scripted life of a store: a {@link org.tocsin.queue.derby.life.Load} asks it for all that can be asked of it, an
 * {@link org.tocsin.queue.derby.life.Account} keeps what must be there, and a {@link
 * org.tocsin.queue.derby.life.Verdict} compares.
 */
@NullMarked
package org.tocsin.queue.derby.life;

import org.jspecify.annotations.NullMarked;
