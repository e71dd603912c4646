// SPDX-License-Identifier: Apache-2.0
/** The launcher's promises: one line, the right exit code, nothing left behind. */
@NullMarked
package org.tocsin.itests.launcher;

import org.jspecify.annotations.NullMarked;
