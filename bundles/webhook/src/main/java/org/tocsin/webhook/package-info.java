// SPDX-License-Identifier: Apache-2.0
/** The channel to web services: posts the event, or what a template makes of it, signed with a secret. */
@NullMarked
package org.tocsin.webhook;

import org.jspecify.annotations.NullMarked;
