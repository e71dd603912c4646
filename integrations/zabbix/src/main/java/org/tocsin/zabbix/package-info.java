// SPDX-License-Identifier: Apache-2.0
/** The adapter for Zabbix: makes an event of a message of its media types. */
@NullMarked
package org.tocsin.zabbix;

import org.jspecify.annotations.NullMarked;
