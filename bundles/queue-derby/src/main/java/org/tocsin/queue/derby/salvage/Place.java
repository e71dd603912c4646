// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.nio.file.Path;

/**
 * Where a whole record was found.
 *
 * @param length of the whole envelope
 * @param stamp the number of the commit that wrote it
 */
record Place(Path file, long at, int length, long stamp) {}
