// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written: all text, so that {@link Settings} can say what is wrong with a value. */
@ObjectClassDefinition(name = "Tocsin heartbeat", description = "Tells PagerDuty that the agent lives")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.heartbeat";

    @AttributeDefinition(description = "Whether there is one: off or on")
    String enabled() default "off";

    @AttributeDefinition(description = "Base URL of PagerDuty's API or of a gateway to it; empty: by region")
    String url() default "";

    @AttributeDefinition(description = "PagerDuty's service region, us or eu")
    String region() default "us";

    @AttributeDefinition(description = "How often, until an answer wants another pace")
    String interval() default "PT1H";
}
