// SPDX-License-Identifier: Apache-2.0
/**
 * Alerts that consist of labels and annotations and come in groups: Prometheus has brought them up, and others tell theirs in
 * the same form.
 */
@NullMarked
package org.tocsin.kit.alerts;

import org.jspecify.annotations.NullMarked;
