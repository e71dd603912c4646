// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.channel.SendDoor;

/** {@code POST /send/mail}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class MailDoor extends SendDoor {

    /** For Declarative Services. */
    public MailDoor() {
        super(MailFormat.CHANNEL);
    }
}
