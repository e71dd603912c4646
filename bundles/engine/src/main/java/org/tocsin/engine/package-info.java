// SPDX-License-Identifier: Apache-2.0
/** Runs routes: takes every {@code RoutesBuilder} service and knows which bundle owns which route. */
@NullMarked
package org.tocsin.engine;

import org.jspecify.annotations.NullMarked;
