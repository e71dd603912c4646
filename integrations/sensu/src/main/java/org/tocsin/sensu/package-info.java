// SPDX-License-Identifier: Apache-2.0
/** The adapter for Sensu Core and Sensu Go: makes a PagerDuty event of one of Sensu's. */
@NullMarked
package org.tocsin.sensu;

import org.jspecify.annotations.NullMarked;
