// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.PluginStatus;

/**
 * The checked configuration.
 *
 * @param wanted what shall be there
 * @param problems what in it is wrong; each line names file, key, value and remedy
 */
record Wishes(List<Wanted> wanted, List<String> problems) {

    private static final Logger LOG = LoggerFactory.getLogger(Wishes.class);

    static Wishes of(Config config) {
        List<String> problems = new ArrayList<>();
        List<Wanted> wanted = Wanted.list(config.features(), problem -> problems.add(problem.getMessage()));
        problems.forEach(problem -> LOG.error("TOCSIN-PLUGINS-001 {}", problem));
        return new Wishes(List.copyOf(wanted), List.copyOf(problems));
    }

    /** What is wrong, as rows of the table. */
    List<PluginStatus> notUnderstood() {
        return problems.stream()
                .map(problem -> new PluginStatus(
                        "?", "", PluginStatus.Origin.CONFIGURATION, true, false, PluginStatus.State.WAITING, problem))
                .toList();
    }

    String named() {
        return wanted.stream().map(Wanted::toString).collect(Collectors.joining(", "));
    }
}
