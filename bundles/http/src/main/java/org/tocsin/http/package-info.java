// SPDX-License-Identifier: Apache-2.0
/** Every HTTP listener of the process: bounds, credentials, the shape of errors; other plugins ask it for paths. */
@NullMarked
package org.tocsin.http;

import org.jspecify.annotations.NullMarked;
