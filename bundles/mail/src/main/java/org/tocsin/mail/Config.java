// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import java.time.Duration;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.tocsin.channel.Waits;

/** The configuration of the channel as it is written: all text, so that what is wrong with a value can be said. */
@ObjectClassDefinition(name = "Tocsin Mail", description = "The channel to mailboxes")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.mail";

    @AttributeDefinition(description = "How long one attempt may take in all")
    String deadline() default "PT30S";

    @AttributeDefinition(description = "How long it may take to connect")
    String connectTimeout() default "PT5S";

    @AttributeDefinition(description = "The first wait after a server's answer 4xx")
    String throttleInitial() default "PT1M";

    @AttributeDefinition(description = "The longest wait after a server's answer 4xx")
    String throttleCeiling() default "PT15M";

    @AttributeDefinition(description = "The first wait after an outage")
    String outageInitial() default "PT1S";

    @AttributeDefinition(description = "The longest wait after an outage")
    String outageCeiling() default "PT5M";

    /**
     * The configuration, read and checked.
     *
     * @param deadline how long an attempt may take in all
     * @param connectTimeout how long it may take to connect
     * @param waits how long a lane waits before it tries again
     */
    record Settings(Duration deadline, Duration connectTimeout, Waits waits) {

        private static final String FILE = PID + ".cfg";

        /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
        static Settings of(Config config) {
            return new Settings(
                    Waits.duration(FILE, "deadline", config.deadline()),
                    Waits.duration(FILE, "connectTimeout", config.connectTimeout()),
                    Waits.of(
                            FILE,
                            config.throttleInitial(),
                            config.throttleCeiling(),
                            config.outageInitial(),
                            config.outageCeiling(),
                            // SMTP has no such header
                            config.outageCeiling()));
        }
    }
}
