// SPDX-License-Identifier: Apache-2.0
/**
 * The contracts of the house: an {@link org.tocsin.api.Event} goes on the one {@link org.tocsin.api.EventQueue}, waits
 * in its {@link org.tocsin.api.Lane} and leaves through the {@link org.tocsin.api.DeliveryChannel} of its lane, which
 * answers with an {@link org.tocsin.api.Outcome}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.tocsin.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
