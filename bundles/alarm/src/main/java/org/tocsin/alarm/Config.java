// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written: all text, so that {@link Settings} can say what is wrong with a value. */
@ObjectClassDefinition(name = "Tocsin alarm", description = "The agent's alarms about itself")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.alarm";

    @AttributeDefinition(description = "The channel of the lane on which the alarms go")
    String channel() default "pagerduty";

    @AttributeDefinition(description = "The file with the key of that lane; empty: no alarms")
    String keyFile() default "";

    @AttributeDefinition(description = "How long a lane may move nothing before that is told")
    String blockedFor() default "PT10M";

    @AttributeDefinition(description = "How full the store may be before that is told, in percent of its limit")
    String storePercent() default "80";

    @AttributeDefinition(description = "What the alarms name as their source; empty: this host's name")
    String source() default "";
}
