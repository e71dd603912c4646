// SPDX-License-Identifier: Apache-2.0
package org.example.notebook;

import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;

/** The channel {@code notebook}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = "org.example.notebook")
public final class NotebookRoutes extends RouteBuilder {

    private final Notebook notebook;

    /** What a user can set in {@code etc/org.example.notebook.cfg}. */
    public @interface Config {

        /** Where the notebooks are; the folder notebook in the agent's data when left out. */
        String directory() default "";
    }

    /** Made by Declarative Services. */
    @Activate
    public NotebookRoutes(Config config) {
        this(new Notebook(
                config.directory().isEmpty()
                        ? Path.of(System.getProperty("tocsin.data", "."), "notebook")
                        : Path.of(config.directory())));
    }

    NotebookRoutes(Notebook notebook) {
        this.notebook = notebook;
    }

    @Override
    public void configure() {
        from("tocsin:deliver?channel=notebook")
                .routeId("org.example.notebook.deliver")
                .process(delivery -> delivery.getMessage().setBody(outcome(delivery)));
    }

    private Outcome outcome(Exchange delivery) {
        return notebook.write(
                delivery.getProperty(TocsinProperties.KEY, String.class),
                delivery.getProperty(TocsinProperties.ORDER, Long.class),
                delivery.getMessage().getBody(String.class));
    }
}
