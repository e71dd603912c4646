// SPDX-License-Identifier: Apache-2.0
package org.tocsin.teams;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tocsin.api.HealthPart;
import org.tocsin.channel.Target;
import org.tocsin.channel.TargetBoard;

/** The targets of this channel. It is there even when the configuration is wrong, and says then what to correct. */
@Component(
        service = {HealthPart.class, TeamsBoard.class},
        configurationPid = Config.PID)
public final class TeamsBoard extends TargetBoard<TeamsTarget.Settings> {

    /** Reads the configuration only to say whether it is right. */
    @Activate
    public TeamsBoard(Config config) {
        super(TeamsFormat.CHANNEL, problem(config));
    }

    void take(Target<TeamsTarget.Settings> target, @Nullable Path openToOthers) {
        add(target, openToOthers);
        TeamsTarget.Settings settings = target.settings();
        if (settings != null && settings.address().isExposed()) {
            warnExposed(target.name(), settings.address().peer());
        }
    }

    void drop(Target<TeamsTarget.Settings> target) {
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
