// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.camel.builder.RouteBuilder;

/** The route of a {@link Guest}, which carries a copy of this class: so it may use nothing else of the tests. */
public final class GuestRoutes extends RouteBuilder {

    /** The file that says which route it is: id, from, body and to, a line each. */
    static final String TEXT = "route.txt";

    /** Made by Declarative Services. */
    public GuestRoutes() {}

    @Override
    public void configure() throws IOException {
        try (InputStream text =
                Objects.requireNonNull(GuestRoutes.class.getClassLoader()).getResourceAsStream(TEXT)) {
            List<String> lines = new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            from(lines.get(1))
                    .routeId(lines.get(0))
                    .setBody(simple(lines.get(2)))
                    .to(lines.get(3));
        }
    }
}
