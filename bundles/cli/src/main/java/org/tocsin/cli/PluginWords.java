// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/** {@code tocsin plugin list}. */
final class PluginWords {

    private PluginWords() {}

    static List<Word> words() {
        return List.of(new Word(
                        "plugin list",
                        "[--json]",
                        "Shows each plugin: whether it is wanted, whether it is there, and why it waits.",
                        """
                FROM says who wants it: the product, the configuration (org.tocsin.plugins.cfg, TOCSIN_PLUGINS), a file in
                deploy/, or the container's shell; what only a repository offers is AVAILABLE, and its name is what the
                configuration wants.\
                """,
                        List.of(Flag.JSON),
                        PluginWords::list)
                .like("plugin list"));
    }

    private static Answer.Done list(Call call) throws RefusedException {
        List<PluginView> plugins = call.agent().plugins();
        if (call.json()) {
            return Call.say(ViewJson.plugins(plugins));
        }
        Table table = new Table("", 2).row("PLUGIN", "VERSION", "WANTED", "PRESENT", "STATE", "FROM", "");
        plugins.forEach(plugin -> table.row(
                plugin.name(),
                plugin.version().isEmpty() ? "-" : plugin.version(),
                plugin.wanted() ? "yes" : "no",
                plugin.present() ? "yes" : "no",
                plugin.state(),
                plugin.origin(),
                plugin.text()));
        return new Answer.Done(0, table.toString(), "");
    }
}
