// SPDX-License-Identifier: Apache-2.0
package org.tocsin.teams;

import java.time.Clock;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.tocsin.channel.Waits;
import org.tocsin.channel.http.Bounds;
import org.tocsin.channel.http.HttpJudge;

/** The configuration of the channel as it is written: all text, so that what is wrong with a value can be said. */
@ObjectClassDefinition(name = "Tocsin Teams", description = "The channel to Microsoft Teams")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.teams";

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

    /**
     * The configuration, read and checked.
     *
     * @param bounds what an attempt may take
     * @param waits how long a lane waits before it tries again
     */
    record Settings(Bounds bounds, Waits waits) {

        private static final String FILE = PID + ".cfg";

        /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
        static Settings of(Config config) {
            return new Settings(
                    Bounds.of(FILE, config.deadline(), config.connectTimeout(), config.connections()),
                    Waits.of(
                            FILE,
                            config.throttleInitial(),
                            config.throttleCeiling(),
                            config.outageInitial(),
                            config.outageCeiling(),
                            config.retryAfterCeiling()));
        }

        HttpJudge judge() {
            return new HttpJudge(waits, bounds.deadline(), Clock.systemUTC());
        }
    }
}
