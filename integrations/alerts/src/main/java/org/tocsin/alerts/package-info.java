// SPDX-License-Identifier: Apache-2.0
/**
 * Alerts that consist of labels and annotations and come in groups: Prometheus has brought them up, and others tell theirs in
 * the same form. Each adapter that reads them carries this package within itself, so that each has a version of its own.
 */
@NullMarked
package org.tocsin.alerts;

import org.jspecify.annotations.NullMarked;
