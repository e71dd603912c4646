// SPDX-License-Identifier: Apache-2.0
/**
 * Tests inside the container: what only shows from within, such as services, route owners, class loaders and threads.
 * {@link Container}, {@link Outside} and {@link Libraries} work in the process that drives the tests; everything else
 * works in the container, where Pax Exam brings the tests as a bundle.
 */
@NullMarked
package org.tocsin.itests.container;

import org.jspecify.annotations.NullMarked;
