// SPDX-License-Identifier: Apache-2.0
/** The door behind the queue: a durable store of events. Nothing above this door knows which engine is below it. */
@Export
@Version("1.1.0")
@NullMarked
package org.tocsin.api.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
