// SPDX-License-Identifier: Apache-2.0
/**
 * The tables and what they hold, as bytes: {@link org.tocsin.queue.derby.format.Envelope} seals every row so that it can be read
 * alone, out of a damaged file too.
 */
@NullMarked
package org.tocsin.queue.derby.format;

import org.jspecify.annotations.NullMarked;
