// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.shell;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.RouteControl;

/** {@code tocsin:route-list}. */
@Command(scope = "tocsin", name = "route-list", description = "Lists the routes, who owns them and why some wait")
@Service
public final class RouteListCommand implements Action {

    /** Set by the shell. */
    @Reference
    private @Nullable RouteControl control;

    @Override
    public @Nullable Object execute() {
        if (control == null) {
            throw new IllegalStateException("the engine is not there");
        }
        ShellTable table = new ShellTable();
        table.column("Route");
        table.column("Owner");
        table.column("State");
        table.column("Text");
        control.routes()
                .forEach(route -> table.addRow().addContent(route.id(), route.owner(), route.state(), route.text()));
        table.emptyTableText("No bundle has brought a route").print(System.out);
        return null;
    }
}
