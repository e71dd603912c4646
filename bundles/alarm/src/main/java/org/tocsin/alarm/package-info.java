// SPDX-License-Identifier: Apache-2.0
/** The agent's alarms about itself. */
@NullMarked
package org.tocsin.alarm;

import org.jspecify.annotations.NullMarked;
