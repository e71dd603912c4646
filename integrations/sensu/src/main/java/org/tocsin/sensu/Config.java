// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sensu;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written: all text, so that what is wrong with a value can be said. */
@ObjectClassDefinition(name = "Tocsin Sensu", description = "The adapter for Sensu Core and Sensu Go")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.sensu";

    @AttributeDefinition(description = "v1 as pd-sensu had it, or v2 with severity, component and group")
    String format() default "v1";

    @AttributeDefinition(description = "The file with the key of events that come without one")
    String keyFile() default "";

    @AttributeDefinition(description = "The severity of each status of a check, in v2")
    String severities() default "0=info, 1=warning, 2=critical";

    @AttributeDefinition(description = "The severity of any other status, in v2")
    String severity() default "error";

    @AttributeDefinition(description = "Whether problems that are silenced become events: ignore or forward")
    String silenced() default "ignore";

    @AttributeDefinition(description = "The occurrence with which a problem becomes an event first")
    String occurrences() default "1";

    @AttributeDefinition(description = "Each how manieth occurrence after that becomes one again; 0 for none")
    String every() default "1";

    @AttributeDefinition(description = "The summary; empty for that of pd-sensu")
    String summary() default "";

    @AttributeDefinition(description = "The incident key; empty for that of pd-sensu")
    String incidentKey() default "";
}
