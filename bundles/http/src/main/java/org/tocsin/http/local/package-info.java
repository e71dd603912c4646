// SPDX-License-Identifier: Apache-2.0
/** The paths of the local API, as routes. */
@NullMarked
package org.tocsin.http.local;

import org.jspecify.annotations.NullMarked;
