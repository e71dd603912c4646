// SPDX-License-Identifier: Apache-2.0
package org.tocsin.teams;

import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.channel.SendDoor;

/** {@code POST /send/teams}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class TeamsDoor extends SendDoor {

    /** For Declarative Services. */
    public TeamsDoor() {
        super(TeamsFormat.CHANNEL);
    }
}
