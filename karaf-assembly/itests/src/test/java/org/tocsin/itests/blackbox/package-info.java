// SPDX-License-Identifier: Apache-2.0
/**
 * The agent as a whole, from outside: real processes of the unpacked distribution on one side, the sandbox as the
 * oracle on the other, and nothing of the agent's classes in between.
 */
@NullMarked
package org.tocsin.itests.blackbox;

import org.jspecify.annotations.NullMarked;
