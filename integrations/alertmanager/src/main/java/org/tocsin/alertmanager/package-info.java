// SPDX-License-Identifier: Apache-2.0
/** The adapter for Prometheus Alertmanager: makes an event of each alert of a webhook. */
@NullMarked
package org.tocsin.alertmanager;

import org.jspecify.annotations.NullMarked;
