// SPDX-License-Identifier: Apache-2.0
/**
 * The Camel component {@code tocsin:}. It knows the house around it only through
 * {@link org.tocsin.engine.component.Doors}, and so runs in any Camel context, with or without a container.
 */
@NullMarked
package org.tocsin.engine.component;

import org.jspecify.annotations.NullMarked;
