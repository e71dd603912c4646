// SPDX-License-Identifier: Apache-2.0
/**
 * What channels share. The common event is a {@link org.tocsin.channel.Notice}: {@link org.tocsin.channel.NoticeFormat}
 * reads it at the doors. A lane's key is the name of a {@link org.tocsin.channel.Target}, which has a file of its own in
 * {@code etc/}; {@link org.tocsin.channel.TargetDelivery} is the one step of a channel's route.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.tocsin.channel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
