// SPDX-License-Identifier: Apache-2.0
/** Files that were dropped while the agent was down, or by who may not read its token, go on the queue. */
@NullMarked
package org.tocsin.spool;

import org.jspecify.annotations.NullMarked;
