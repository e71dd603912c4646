// SPDX-License-Identifier: Apache-2.0
/** The whiteboard with real Camel contexts, and the engine in a real OSGi framework. */
@NullMarked
package org.tocsin.engine;

import org.jspecify.annotations.NullMarked;
