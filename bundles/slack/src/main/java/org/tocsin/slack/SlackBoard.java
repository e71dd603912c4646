// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tocsin.api.HealthPart;
import org.tocsin.channel.Target;
import org.tocsin.channel.TargetBoard;

/** The targets of this channel. It is there even when the configuration is wrong, and says then what to correct. */
@Component(
        service = {HealthPart.class, SlackBoard.class},
        configurationPid = Config.PID)
public final class SlackBoard extends TargetBoard<SlackTarget.Settings> {

    /** Reads the configuration only to say whether it is right. */
    @Activate
    public SlackBoard(Config config) {
        super(SlackFormat.CHANNEL, problem(config));
    }

    void take(Target<SlackTarget.Settings> target, @Nullable Path openToOthers) {
        add(target, openToOthers);
        SlackTarget.Settings settings = target.settings();
        if (settings != null && settings.address().isExposed()) {
            warnExposed(target.name(), settings.address().peer());
        }
    }

    void drop(Target<SlackTarget.Settings> target) {
        remove(target);
    }

    private static @Nullable String problem(Config config) {
        try {
            Config.Settings.of(config);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
