// SPDX-License-Identifier: Apache-2.0
/**
 * How a channel posts: {@link org.tocsin.channel.http.HttpSender} has the connections, and bounds every attempt;
 * {@link org.tocsin.channel.http.HttpJudge} says what an answer, or none, means.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.tocsin.channel.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
