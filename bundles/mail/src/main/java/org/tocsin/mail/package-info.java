// SPDX-License-Identifier: Apache-2.0
/** The channel to mailboxes: Camel Mail, with every attempt bounded and every answer of the server judged. */
@NullMarked
package org.tocsin.mail;

import org.jspecify.annotations.NullMarked;
