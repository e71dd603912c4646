// SPDX-License-Identifier: Apache-2.0
/**
 * The queue's store on Camel SQL and Derby. {@link org.tocsin.queue.derby.DerbyEventStore} is the door; {@link
 * org.tocsin.queue.derby.Writer} is the one thread that gives order numbers and commits; {@link
 * org.tocsin.queue.derby.Database} is the database with its connections.
 */
@NullMarked
package org.tocsin.queue.derby;

import org.jspecify.annotations.NullMarked;
