// SPDX-License-Identifier: Apache-2.0
/** The heartbeat to PagerDuty. */
@NullMarked
package org.tocsin.heartbeat;

import org.jspecify.annotations.NullMarked;
