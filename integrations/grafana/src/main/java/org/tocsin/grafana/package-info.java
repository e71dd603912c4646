// SPDX-License-Identifier: Apache-2.0
/** The adapter for Grafana: makes an event of each alert of a webhook, that of old alerting included. */
@NullMarked
package org.tocsin.grafana;

import org.jspecify.annotations.NullMarked;
