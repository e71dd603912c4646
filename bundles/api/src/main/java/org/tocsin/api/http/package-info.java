// SPDX-License-Identifier: Apache-2.0
/**
 * Paths on the HTTP listeners of the process. One plugin owns the servers; everybody else asks for a path, by a route
 * that starts with {@code from("tocsin:http?...")} or by this service.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.tocsin.api.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
