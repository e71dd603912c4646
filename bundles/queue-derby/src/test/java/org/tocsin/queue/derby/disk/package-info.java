// SPDX-License-Identifier: Apache-2.0
/**
 * What stands between an unmodified Derby and its files: {@link org.tocsin.queue.derby.disk.WatchedStorageFactory} is put
 * in by a system property, a {@link org.tocsin.queue.derby.disk.Disk} hears of every operation and may refuse it.
 */
@NullMarked
package org.tocsin.queue.derby.disk;

import org.jspecify.annotations.NullMarked;
