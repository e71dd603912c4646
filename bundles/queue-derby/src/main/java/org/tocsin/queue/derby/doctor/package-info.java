// SPDX-License-Identifier: Apache-2.0
/** Reads all that is stored, checks it and compares what says the same thing twice. */
@NullMarked
package org.tocsin.queue.derby.doctor;

import org.jspecify.annotations.NullMarked;
