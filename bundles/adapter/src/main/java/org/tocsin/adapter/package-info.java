// SPDX-License-Identifier: Apache-2.0
/** Inputs of tools that wait for their adapter: a channel of the queue, whose delivery is the translation. */
@NullMarked
package org.tocsin.adapter;

import org.jspecify.annotations.NullMarked;
