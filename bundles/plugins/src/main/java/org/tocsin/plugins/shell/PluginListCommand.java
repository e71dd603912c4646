// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins.shell;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.PluginControl;

/** {@code tocsin:plugin-list}. */
@Command(
        scope = "tocsin",
        name = "plugin-list",
        description = "Lists the plugins: which are wanted, which are there, and why some wait")
@Service
public final class PluginListCommand implements Action {

    /** Set by the shell. */
    @Reference
    private @Nullable PluginControl control;

    @Override
    public @Nullable Object execute() {
        if (control == null) {
            throw new IllegalStateException("the plugins cannot be told");
        }
        ShellTable table = new ShellTable();
        table.column("Plugin");
        table.column("Version");
        table.column("Wanted");
        table.column("Present");
        table.column("State");
        table.column("From");
        table.column("Text");
        control.plugins()
                .forEach(plugin -> table.addRow()
                        .addContent(
                                plugin.name(),
                                plugin.version(),
                                plugin.wanted() ? "yes" : "no",
                                plugin.present() ? "yes" : "no",
                                plugin.state(),
                                plugin.origin(),
                                plugin.text()));
        table.print(System.out);
        return null;
    }
}
