// SPDX-License-Identifier: Apache-2.0
/** The unpacked distribution and an agent of it, as a user runs them: what every black-box test stands on. */
@NullMarked
package org.tocsin.itests;

import org.jspecify.annotations.NullMarked;
