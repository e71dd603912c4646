// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import org.osgi.service.component.annotations.Component;
import org.tocsin.api.EventFormat;
import org.tocsin.channel.NoticeFormat;

/** Reads the events of this channel: the common ones. */
@Component(service = EventFormat.class)
public final class SlackFormat extends NoticeFormat {

    static final String CHANNEL = "slack";

    /** For Declarative Services. */
    public SlackFormat() {
        super(CHANNEL);
    }
}
