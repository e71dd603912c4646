// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import org.jspecify.annotations.Nullable;

/**
 * How far a long piece of work is.
 *
 * @param job names it: ask again with this name
 * @param result what came of it; null while it runs
 */
public record Progress<T>(String job, @Nullable T result) {}
