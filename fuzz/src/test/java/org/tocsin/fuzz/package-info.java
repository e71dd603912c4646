// SPDX-License-Identifier: Apache-2.0
/** What comes in at the doors, made up by Jazzer. */
@NullMarked
package org.tocsin.fuzz;

import org.jspecify.annotations.NullMarked;
