// SPDX-License-Identifier: Apache-2.0
/**
 * {@code tocsin demo}: the main job in one command. A story of events for several services goes through the real
 * senders and a real agent, through an outage and a {@code kill -9}, and the oracle judges what arrived.
 */
@NullMarked
package org.tocsin.sandbox.demo;

import org.jspecify.annotations.NullMarked;
