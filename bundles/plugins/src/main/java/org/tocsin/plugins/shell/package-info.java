// SPDX-License-Identifier: Apache-2.0
/** The commands of the container's shell. */
@NullMarked
package org.tocsin.plugins.shell;

import org.jspecify.annotations.NullMarked;
