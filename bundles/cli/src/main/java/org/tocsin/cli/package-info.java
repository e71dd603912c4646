// SPDX-License-Identifier: Apache-2.0
/**
 * Every word and flag of {@code tocsin}, {@code pdagent}, {@code pd-send} and {@code pd-queue}, understood once. The
 * agent runs {@link org.tocsin.cli.Words} for the thin shell clients; the same classes run in a short-lived JVM when the
 * agent does not answer. Depends on nothing of the container.
 */
@NullMarked
package org.tocsin.cli;

import org.jspecify.annotations.NullMarked;
