// SPDX-License-Identifier: Apache-2.0
/** The adapter for Nagios and Icinga: makes an event of a notification. */
@NullMarked
package org.tocsin.nagios;

import org.jspecify.annotations.NullMarked;
