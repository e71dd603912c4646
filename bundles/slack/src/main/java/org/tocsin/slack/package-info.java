// SPDX-License-Identifier: Apache-2.0
/** The channel to Slack by incoming webhooks. Facts of their limits stand beside the constants that need them. */
@NullMarked
package org.tocsin.slack;

import org.jspecify.annotations.NullMarked;
