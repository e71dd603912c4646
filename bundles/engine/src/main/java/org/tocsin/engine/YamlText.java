// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Routes written in Camel's YAML. The classes that read it are loaded with the first such text, and not before.
 *
 * @param file the name of its file, which ends with {@code .camel.yaml}
 * @param text what was read
 */
record YamlText(String file, String text) implements RouteSet.Source {

    @Override
    public RouteBuilder take(CamelContext context) throws Exception {
        Resource resource = ResourceHelper.fromString(file, text);
        Collection<RoutesBuilder> read = PluginHelper.getRoutesLoader(context).findRoutesBuilders(resource);
        if (read.size() == 1 && read.iterator().next() instanceof RouteBuilder routes) {
            return routes;
        }
        throw new IllegalArgumentException("is no list of routes, begin it with - route: or - from:");
    }

    @Override
    public void giveBack(RoutesBuilder builder) {
        // It belongs to nobody.
    }

    /** Prints without the text, which may hold secrets. */
    @Override
    public String toString() {
        return file;
    }
}
