// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.channel.SendDoor;

/** {@code POST /send/webhook}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class WebhookDoor extends SendDoor {

    /** For Declarative Services. */
    public WebhookDoor() {
        super(WebhookFormat.CHANNEL);
    }
}
