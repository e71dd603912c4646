// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;

/** The components of an agent that offer a service, each with the number of the service, new at every activation. */
final class Components {

    private static final Pattern COMPONENT = Pattern.compile(
            "component\\.name = (\\S+)(?:(?!component\\.name = ).)*?service\\.id = (\\d+)", Pattern.DOTALL);

    private Components() {}

    /** Of the plugins whose name begins so; one that was activated again has another number. */
    static Set<String> of(Agent agent, String name) {
        Call list = agent.tocsin("shell", "service:list");
        assertThat(list.exit()).as("%s", list).isZero();
        Set<String> found = new TreeSet<>();
        for (Matcher matcher = COMPONENT.matcher(list.out()); matcher.find(); ) {
            if (matcher.group(1).startsWith(name)) {
                found.add(matcher.group(1) + " " + matcher.group(2));
            }
        }
        assertThat(found).as("components of %s", name).isNotEmpty();
        return found;
    }
}
