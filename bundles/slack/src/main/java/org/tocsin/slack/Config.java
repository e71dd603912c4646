// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.tocsin.channel.http.PostingSettings;

/** The configuration of the channel as it is written: all text, so that what is wrong with a value can be said. */
@ObjectClassDefinition(name = "Tocsin Slack", description = "The channel to Slack")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.slack";

    @AttributeDefinition(description = "How long one attempt may take in all")
    String deadline() default "PT30S";

    @AttributeDefinition(description = "How long it may take to connect")
    String connectTimeout() default "PT5S";

    @AttributeDefinition(description = "How many connections may be open at once")
    String connections() default "32";

    @AttributeDefinition(description = "The first wait after a request to slow down")
    String throttleInitial() default "PT30S";

    @AttributeDefinition(description = "The longest wait after a request to slow down")
    String throttleCeiling() default "PT2M";

    @AttributeDefinition(description = "The first wait after an outage")
    String outageInitial() default "PT1S";

    @AttributeDefinition(description = "The longest wait after an outage")
    String outageCeiling() default "PT5M";

    @AttributeDefinition(description = "The longest wait that an answer may ask for")
    String retryAfterCeiling() default "PT5M";

    /** Reads and checks it. */
    final class Settings {

        private Settings() {}

        /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
        static PostingSettings of(Config config) {
            return PostingSettings.of(
                    PID + ".cfg",
                    config.deadline(),
                    config.connectTimeout(),
                    config.connections(),
                    config.throttleInitial(),
                    config.throttleCeiling(),
                    config.outageInitial(),
                    config.outageCeiling(),
                    config.retryAfterCeiling());
        }
    }
}
