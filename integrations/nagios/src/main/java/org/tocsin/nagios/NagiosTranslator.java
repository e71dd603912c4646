// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Template;
import org.tocsin.kit.Epoch;
import org.tocsin.kit.V1Draft;
import org.tocsin.kit.V2Draft;

/**
 * Makes a PagerDuty event of a notification. Knows neither Camel nor a network. In v1 it is what pd-nagios made, to the
 * byte, except for the time: so an incident that the old agent opened is resolved by this one.
 */
final class NagiosTranslator {

    /** What Nagios puts in the place of $SERVICEGROUPNAME$ when the service is in no group. */
    private static final String NO_GROUP = "$";

    private final Settings settings;
    private final Clock clock;

    NagiosTranslator(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The shape of the events. */
    String format() {
        return settings.v2() ? "v2" : "v1";
    }

    /** The event; null when the notification is not worth one. */
    @Nullable
    String event(Notice notice) throws InvalidEventException {
        Policy policy = Policy.of(notice.type(), settings.forward());
        if (policy == null) {
            throw new InvalidEventException(
                    "NOTIFICATIONTYPE",
                    "is none that Nagios or Icinga has, send one of PROBLEM, ACKNOWLEDGEMENT, RECOVERY, "
                            + String.join(", ", Policy.TYPES));
        }
        String action = policy.action();
        // a word about what is well would be an incident that nothing ends
        boolean idle = policy.equals(Policy.CUSTOM) && notice.isWell();
        if (action == null || idle) {
            return null;
        }
        String key = key(notice) + policy.aside();
        return settings.v2() ? v2(notice, action, key) : v1(notice, action, key);
    }

    private String key(Notice notice) {
        if (notice.incidentKey() != null) {
            return notice.incidentKey();
        }
        Template template = settings.key(notice.kind());
        String made = template == null ? null : template.whole(notice::macro);
        if (made != null) {
            return made;
        }
        String host = "event_source=" + notice.kind().word() + ";host_name=" + macro(notice, "HOSTNAME");
        return notice.kind() == Kind.HOST ? host : host + ";service_desc=" + macro(notice, "SERVICEDESC");
    }

    private String summary(Notice notice) {
        Template template = settings.summary(notice.kind());
        String made = template == null ? "" : template.with(notice::macro);
        if (!made.isBlank()) {
            return made;
        }
        // of what pd-nagios did not know the type says more than the state
        return Policy.isOfPdNagios(notice.type()) ? state(notice) : notice.type() + "; " + state(notice);
    }

    private static String state(Notice notice) {
        String host = pair(notice, "HOSTNAME");
        if (notice.kind() == Kind.HOST) {
            return host + "; " + pair(notice, "HOSTSTATE");
        }
        String service = pair(notice, "SERVICEDESC") + "; " + pair(notice, "SERVICESTATE");
        // the two old agents had two orders
        return notice.sender().equals("pdagent") ? host + "; " + service : service + "; " + host;
    }

    private static String pair(Notice notice, String name) {
        return name + '=' + macro(notice, name);
    }

    private static String macro(Notice notice, String name) {
        return notice.macros().getOrDefault(name, "");
    }

    private String v1(Notice notice, String action, String key) {
        V1Draft draft = new V1Draft("pd-nagios", notice.queuedAt(), clock);
        if (!notice.sender().equals("pdagent")) {
            draft.client("").clientUrl("");
        }
        return draft.text(action, key, summary(notice), details(notice));
    }

    private String v2(Notice notice, String action, String key) {
        V2Draft draft = new V2Draft(action, key);
        draft.put("summary", summary(notice));
        draft.put("source", macro(notice, "HOSTNAME"));
        draft.put("severity", settings.severityOf(macro(notice, notice.kind().state)));
        draft.put("timestamp", Epoch.timestamp(macro(notice, "TIMET")));
        if (notice.kind() == Kind.SERVICE) {
            draft.put("component", macro(notice, "SERVICEDESC"));
        }
        String group = macro(notice, notice.kind() == Kind.HOST ? "HOSTGROUPNAME" : "SERVICEGROUPNAME");
        draft.put("group", group.equals(NO_GROUP) ? "" : group);
        draft.put("class", notice.kind().word());
        draft.details().setAll(details(notice));
        return draft.text();
    }

    /** All macros, and what it is about, under the name that it always had. */
    private static ObjectNode details(Notice notice) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        Map<String, String> sorted = new TreeMap<>(notice.macros());
        sorted.put("pd_nagios_object", notice.kind().word());
        if (!Policy.isOfPdNagios(notice.type())) {
            sorted.put("NOTIFICATIONTYPE", notice.type());
        }
        sorted.forEach(details::put);
        return details;
    }
}
