// SPDX-License-Identifier: Apache-2.0
/** The channel to Microsoft Teams. Facts of its limits stand beside the constants that need them. */
@NullMarked
package org.tocsin.teams;

import org.jspecify.annotations.NullMarked;
