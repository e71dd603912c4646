// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests;

import java.time.Duration;

/**
 * What a command did.
 *
 * @param exit its code
 * @param out its standard output
 * @param err its standard error
 * @param took from its start to its end
 */
public record Call(int exit, String out, String err, Duration took) {}
