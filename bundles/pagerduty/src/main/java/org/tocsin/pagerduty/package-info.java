// SPDX-License-Identifier: Apache-2.0
/**
 * The channel to PagerDuty: {@link org.tocsin.pagerduty.PagerDutyFormat} reads what the doors take in,
 * {@link org.tocsin.pagerduty.PagerDutyRoutes} makes one attempt to deliver it, and {@code AnswerClassifier} says what
 * became of the attempt. Facts of the protocol stand beside the constants that need them.
 */
@NullMarked
package org.tocsin.pagerduty;

import org.jspecify.annotations.NullMarked;
