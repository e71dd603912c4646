// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import org.osgi.service.component.annotations.Component;
import org.tocsin.api.EventFormat;
import org.tocsin.channel.NoticeFormat;

/** Reads the events of this channel: the common ones. */
@Component(service = EventFormat.class)
public final class WebhookFormat extends NoticeFormat {

    static final String CHANNEL = "webhook";

    /** For Declarative Services. */
    public WebhookFormat() {
        super(CHANNEL);
    }
}
