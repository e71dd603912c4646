// SPDX-License-Identifier: Apache-2.0
package org.tocsin.grafana;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written: all text, so that what is wrong with a value can be said. */
@ObjectClassDefinition(name = "Tocsin Grafana", description = "The adapter for Grafana's alerts")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.grafana";

    @AttributeDefinition(description = "The file with the key of webhooks that come without one")
    String keyFile() default "";

    @AttributeDefinition(description = "The label, or tag of old alerting, with the severity")
    String severityLabel() default "severity";

    @AttributeDefinition(description = "The severity of each of its values; ignore for alerts that make no event")
    String severities() default
            "critical=critical, page=critical, emergency=critical, error=error, high=error, major=error,"
                    + " warning=warning, warn=warning, minor=warning, info=info, informational=info, none=ignore";

    @AttributeDefinition(description = "The severity of an alert with another value or without the label")
    String severity() default "error";

    @AttributeDefinition(description = "In old alerting: the severity of each state without a tag; resolve, or ignore")
    String states() default
            "alerting=error, no_data=warning, ok=resolve, pending=ignore, paused=ignore, unknown=ignore";

    @AttributeDefinition(description = "The labels of which the first that is there is the source")
    String source() default "instance, host, hostname, node, pod, job";

    @AttributeDefinition(description = "The labels of which the first that is there is the component")
    String component() default "service, job";

    @AttributeDefinition(description = "The labels of which the first that is there is the group")
    String group() default "grafana_folder, cluster, namespace";

    @AttributeDefinition(description = "The summary; empty for the usual one")
    String summary() default "";

    @AttributeDefinition(description = "The dedup key; empty for the usual one")
    String dedupKey() default "";
}
