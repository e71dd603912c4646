// SPDX-License-Identifier: Apache-2.0
/** Plugins as configuration: what is named there is there, what is named there no longer is gone. */
@NullMarked
package org.tocsin.plugins;

import org.jspecify.annotations.NullMarked;
