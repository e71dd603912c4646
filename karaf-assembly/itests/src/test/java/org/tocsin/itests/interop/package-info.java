// SPDX-License-Identifier: Apache-2.0
/**
 * Monitoring tools as Debian has them, unpacked and not installed, with the configurations that we give away, on one side
 * of an agent, and the sandbox on the other. Run by {@code mvn -Pinterop verify}.
 */
@NullMarked
package org.tocsin.itests.interop;

import org.jspecify.annotations.NullMarked;
