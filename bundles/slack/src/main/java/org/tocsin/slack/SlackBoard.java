// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tocsin.api.HealthPart;
import org.tocsin.channel.TargetBoard;

/** The targets of this channel. It is there even when the configuration is wrong, and says then what to correct. */
@Component(
        service = {HealthPart.class, SlackBoard.class},
        configurationPid = Config.PID)
public final class SlackBoard extends TargetBoard<SlackTarget.Settings> {

    /** Reads the configuration only to say whether it is right. */
    @Activate
    public SlackBoard(Config config) {
        super(SlackFormat.CHANNEL, () -> Config.Settings.of(config), SlackTarget.KIND);
    }
}
