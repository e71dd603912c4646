// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.tocsin.alertmanager.AlertmanagerRoutes;
import org.tocsin.api.SettingsReader;
import org.tocsin.grafana.GrafanaRoutes;
import org.tocsin.nagios.NagiosRoutes;
import org.tocsin.sensu.SensuRoutes;
import org.tocsin.zabbix.ZabbixRoutes;

/**
 * An adapter's routes, as they are and with everything set that can be.
 *
 * @param settings all that can be set, otherwise than by default
 */
record Tool(Class<? extends RoutesBuilder> type, Map<String, String> settings) {

    static final Map<String, Tool> ALL = Map.of(
            "nagios",
            new Tool(
                    NagiosRoutes.class,
                    Map.of(
                            "format", "v2",
                            "forward", "FLAPPINGSTART, FLAPPINGSTOP, DOWNTIMESTART, DOWNTIMEEND, CUSTOM",
                            "hostSummary", "{{HOSTNAME}} is {{HOSTSTATE}}: {{HOSTOUTPUT}}",
                            "serviceSummary", "{{SERVICEDESC}} is {{SERVICESTATE}}: {{SERVICEOUTPUT}}",
                            "hostKey", "{{HOSTNAME}}",
                            "serviceKey", "{{HOSTNAME}}/{{SERVICEDESC}}")),
            "zabbix",
            new Tool(
                    ZabbixRoutes.class,
                    Map.of(
                            "format", "v2",
                            "updates", "all",
                            "summary", "{{hostname}}: {{name}}",
                            "incidentKey", "zabbix/{{event_id}}")),
            "sensu",
            new Tool(
                    SensuRoutes.class,
                    Map.of(
                            "format", "v2",
                            "silenced", "forward",
                            "occurrences", "2",
                            "every", "3",
                            "summary", "{{check.name}} on {{client.name}}{{entity.metadata.name}}",
                            "incidentKey", "{{client.name}}/{{check.metadata.name}}")),
            "alertmanager",
            new Tool(
                    AlertmanagerRoutes.class,
                    Map.of(
                            "summary", "{{alertname}} on {{instance}}: {{annotations.summary}}",
                            "dedupKey", "{{groupKey}}/{{fingerprint}}/{{startsAt}}",
                            "severity", "info")),
            "grafana",
            new Tool(
                    GrafanaRoutes.class,
                    Map.of(
                            "summary", "{{alertname}}{{ruleName}}: {{valueString}}{{message}}",
                            "dedupKey", "{{groupKey}}/{{fingerprint}}/{{ruleId}}{{orgId}}",
                            "states", "alerting=critical, no_data=info, ok=resolve, pending=info, paused=resolve")));

    /** With the defaults. */
    static Stream<RoutesBuilder> asTheyAre() {
        return ALL.values().stream().map(Tool::asItIs);
    }

    RoutesBuilder asItIs() {
        return routes(Map.of());
    }

    /** With everything set otherwise. */
    RoutesBuilder otherwise() {
        return routes(settings);
    }

    private RoutesBuilder routes(Map<String, String> values) {
        Constructor<?> constructor = Objects.requireNonNull(type.getConstructors()[0]);
        Class<? extends Annotation> config = constructor.getParameterTypes()[0].asSubclass(Annotation.class);
        try {
            return type.cast(constructor.newInstance(SettingsReader.of(config, values)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(this + " has no routes", e);
        }
    }
}
