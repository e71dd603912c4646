// SPDX-License-Identifier: Apache-2.0
/** The host that the agent runs on, as plugins need it: what it is called, and files that others change or that must be whole. */
@Export
@Version("1.0.0")
@NullMarked
package org.tocsin.api.host;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
