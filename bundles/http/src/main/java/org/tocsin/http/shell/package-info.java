// SPDX-License-Identifier: Apache-2.0
/** The words of the command line as commands of the container's shell. */
@NullMarked
package org.tocsin.http.shell;

import org.jspecify.annotations.NullMarked;
