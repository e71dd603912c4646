// SPDX-License-Identifier: Apache-2.0
/**
 * Reads a database that Derby itself can no longer open: its files as bytes, page by page and log record by log record.
 *
 * <p>The layouts are Derby 10.16's: a page ends in a CRC-32 of all before it and a table of slots that grows towards the
 * front; a log file is a sequence of groups, each of which begins with a record that carries the CRC-32 of the rest. A
 * log record is never split over two groups, so what we store in one row lies in one piece in the log as well.
 */
@NullMarked
package org.tocsin.queue.derby.salvage;

import org.jspecify.annotations.NullMarked;
