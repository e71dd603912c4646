// SPDX-License-Identifier: Apache-2.0
/** The engine's commands in the shell. */
@NullMarked
package org.tocsin.engine.shell;

import org.jspecify.annotations.NullMarked;
