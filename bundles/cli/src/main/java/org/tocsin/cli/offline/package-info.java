// SPDX-License-Identifier: Apache-2.0
/**
 * What the launcher does with the queue's database without the agent: a backup is put beside it, and a stopped one is
 * checked. Knows no Derby: the store itself takes a backup in, and the store's own bundle has the doctor.
 */
@NullMarked
package org.tocsin.cli.offline;

import org.jspecify.annotations.NullMarked;
