// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tocsin.api.HealthPart;
import org.tocsin.channel.TargetBoard;

/** The targets of this channel. It is there even when the configuration is wrong, and says then what to correct. */
@Component(
        service = {HealthPart.class, WebhookBoard.class},
        configurationPid = Config.PID)
public final class WebhookBoard extends TargetBoard<WebhookTarget.Settings> {

    /** Reads the configuration only to say whether it is right. */
    @Activate
    public WebhookBoard(Config config) {
        super(WebhookFormat.CHANNEL, () -> Config.Settings.of(config), WebhookTarget.KIND);
    }
}
