// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;

/**
 * A backup that was made.
 *
 * @param directory where it is
 * @param bytes how large it is
 * @param took how long it took
 */
public record BackupView(String directory, long bytes, Duration took) {}
