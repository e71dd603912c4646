// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written: all text, so that what is wrong with a value can be said. */
@ObjectClassDefinition(name = "Tocsin Zabbix", description = "The adapter for Zabbix")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.zabbix";

    @AttributeDefinition(description = "v1 as pd-zabbix had it, or v2 with severity, component, group and class")
    String format() default "v1";

    @AttributeDefinition(description = "The file with the key of messages that come without one")
    String keyFile() default "";

    @AttributeDefinition(description = "The severity of each of Zabbix's, in v2")
    String severities() default
            "Disaster=critical, High=error, Average=warning, Warning=warning, Information=info, Not classified=info";

    @AttributeDefinition(description = "The severity of any other, in v2")
    String severity() default "error";

    @AttributeDefinition(description = "Which updates of a problem become events: acknowledge, all or none")
    String updates() default "acknowledge";

    @AttributeDefinition(description = "The summary; empty for that of pd-zabbix")
    String summary() default "";

    @AttributeDefinition(description = "The incident key; empty for that of pd-zabbix")
    String incidentKey() default "";
}
