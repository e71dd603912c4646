// SPDX-License-Identifier: Apache-2.0
/**
 * Copies of the whole store: {@link org.tocsin.queue.derby.backup.Backup} makes one, {@link
 * org.tocsin.queue.derby.backup.Restoring} puts one in the place of the present database when the store is opened.
 */
@NullMarked
package org.tocsin.queue.derby.backup;

import org.jspecify.annotations.NullMarked;
