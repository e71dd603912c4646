// SPDX-License-Identifier: Apache-2.0
/** The one registry of the process, as an OSGi service, beside the Micrometer packages that this bundle exports. */
@NullMarked
package org.tocsin.metrics;

import org.jspecify.annotations.NullMarked;
