// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written: all text, so that what is wrong with a value can be said. */
@ObjectClassDefinition(name = "Tocsin Nagios", description = "The adapter for Nagios and Icinga")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.nagios";

    @AttributeDefinition(description = "v1 as pd-nagios had it, or v2 with severity, component and class")
    String format() default "v1";

    @AttributeDefinition(description = "The file with the key of notifications that come without one")
    String keyFile() default "";

    @AttributeDefinition(description = "The severity of each state, in v2")
    String severities() default
            "DOWN=critical, UNREACHABLE=error, UP=info, CRITICAL=critical, WARNING=warning, UNKNOWN=error, OK=info";

    @AttributeDefinition(description = "The severity of any other state, in v2")
    String severity() default "error";

    @AttributeDefinition(description = "Which other notifications become events, too")
    String forward() default "";

    @AttributeDefinition(description = "The summary of a host's event; empty for that of pd-nagios")
    String hostSummary() default "";

    @AttributeDefinition(description = "The summary of a service's event; empty for that of pd-nagios")
    String serviceSummary() default "";

    @AttributeDefinition(description = "The incident key of a host; empty for that of pd-nagios")
    String hostKey() default "";

    @AttributeDefinition(description = "The incident key of a service; empty for that of pd-nagios")
    String serviceKey() default "";
}
