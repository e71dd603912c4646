// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.shell;

import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Adapter;
import org.tocsin.api.RouteControl;
import org.tocsin.api.RouteControl.RouteInfo;

/** {@code tocsin:adapter-list}. */
@Command(scope = "tocsin", name = "adapter-list", description = "Lists the adapters, their routes and who owns them")
@Service
public final class AdapterListCommand extends AdapterCommand {

    /** Set by the shell. */
    @Reference
    private @Nullable RouteControl control;

    @Override
    public @Nullable Object execute() {
        ShellTable table = new ShellTable();
        table.column("Adapter");
        table.column("Route");
        table.column("Owner");
        adapters().forEach((name, reference) -> {
            String route = String.valueOf(reference.getProperty(Adapter.ROUTE));
            table.addRow().addContent(name, route, owner(route));
        });
        table.emptyTableText("No adapter is there").print(System.out);
        return null;
    }

    private String owner(String route) {
        return control == null
                ? ""
                : control.routes().stream()
                        .filter(info -> info.id().equals(route) && !info.state().equals("Waiting"))
                        .map(RouteInfo::owner)
                        .collect(Collectors.joining(", "));
    }
}
