// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.engine.component.SmallHouse;

public class OwnerFirstLoaderTest {

    private static final String SERVICE = "META-INF/services/org/apache/camel/component/pigeon";

    @Rule
    public final SmallHouse house = new SmallHouse();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aComponentThatOnlyTheBundleHasIsFoundInItsContext() throws Exception {
        DefaultCamelContext context =
                new ContextRecipe(house::component, name -> house.component()).separate("pigeons", bundle());

        Endpoint endpoint = context.getEndpoint("pigeon:loft");

        assertThat(endpoint.getEndpointUri()).isEqualTo("pigeon://loft");
        assertThat(context.getComponent("pigeon")).isInstanceOf(PigeonComponent.class);
        assertThat(context.getEndpoint("direct:still-there")).isNotNull();
        context.stop();
    }

    @Test
    public void theBundlesResourcesComeBeforeThoseOfCamel() throws Exception {
        OwnerFirstLoader loader = new OwnerFirstLoader(bundle(), CamelContext.class.getClassLoader());

        assertThat(Collections.list(loader.getResources(SERVICE))).containsExactly(service());
        assertThat(loader.getResource(SERVICE)).isEqualTo(service());
        assertThat(loader.loadClass("bundle.own.Pigeon")).isSameAs(PigeonComponent.class);
        assertThat(loader.loadClass(CamelContext.class.getName())).isSameAs(CamelContext.class);
        assertThat(loader.getResource("no/such/resource")).isNull();
    }

    private BundleClasses bundle() {
        return new BundleClasses() {
            @Override
            public Class<?> load(String name) throws ClassNotFoundException {
                return ownClass(name);
            }

            @Override
            public Enumeration<URL> resources(String name) throws IOException {
                return Collections.enumeration(name.equals(SERVICE) ? List.of(service()) : List.<URL>of());
            }
        };
    }

    private static Class<?> ownClass(String name) throws ClassNotFoundException {
        Class<?> found = Map.<String, Class<?>>of("bundle.own.Pigeon", PigeonComponent.class)
                .get(name);
        if (found == null) {
            throw new ClassNotFoundException(name);
        }
        return found;
    }

    private URL service() throws IOException {
        Path file = folder.getRoot().toPath().resolve("pigeon");
        URI uri = Files.writeString(file, "class=bundle.own.Pigeon\n").toUri();
        return uri.toURL();
    }

    /** A component that Camel does not have. */
    public static final class PigeonComponent extends DirectComponent {}
}
