// SPDX-License-Identifier: Apache-2.0
/**
 * The oracle of order, outside the agent: what a sender knows to be accepted, held against what arrived at the sandbox.
 */
@NullMarked
package org.tocsin.sandbox.order;

import org.jspecify.annotations.NullMarked;
