// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.shell;

import java.util.List;
import java.util.Objects;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Completes the names of adapters. */
@Service
public final class AdapterNames implements Completer {

    /** Set by the shell. */
    @Reference
    @Nullable
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        AdapterCommand command = new AdapterListCommand();
        command.in(Objects.requireNonNull(context));
        return new StringsCompleter(command.adapters().keySet()).complete(session, commandLine, candidates);
    }
}
