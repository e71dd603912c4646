// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tocsin.api.HealthPart;
import org.tocsin.channel.Target;
import org.tocsin.channel.TargetBoard;

/** The targets of this channel. It is there even when the configuration is wrong, and says then what to correct. */
@Component(
        service = {HealthPart.class, MailBoard.class},
        configurationPid = Config.PID)
public final class MailBoard extends TargetBoard<MailTarget.Settings> {

    /** Reads the configuration only to say whether it is right. */
    @Activate
    public MailBoard(Config config) {
        super(MailFormat.CHANNEL, problem(config));
    }

    void take(Target<MailTarget.Settings> target, @Nullable Path openToOthers) {
        add(target, openToOthers);
        MailTarget.Settings settings = target.settings();
        if (settings != null && settings.isExposed()) {
            warnExposed(target.name(), settings.peer());
        }
    }

    void drop(Target<MailTarget.Settings> target) {
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
