// SPDX-License-Identifier: Apache-2.0
/**
 * A stand-in for PagerDuty's Events API: enforces the documented limits, fails when told to, and keeps the exact bytes
 * of every request in the order of arrival. Start one with {@link org.tocsin.sandbox.Sandbox#start}.
 */
@NullMarked
package org.tocsin.sandbox;

import org.jspecify.annotations.NullMarked;
