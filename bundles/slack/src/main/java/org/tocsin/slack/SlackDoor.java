// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.channel.SendDoor;

/** {@code POST /send/slack}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class SlackDoor extends SendDoor {

    /** For Declarative Services. */
    public SlackDoor() {
        super(SlackFormat.CHANNEL);
    }
}
