// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Version;
import org.tocsin.engine.component.SmallHouse;

public class ContextHouseTest {

    @Rule
    public final SmallHouse house = new SmallHouse();

    private final ContextHouse contexts =
            new ContextHouse(new ContextRecipe(house::component, name -> house.component()));

    @Test
    public void theLastContextThatIsClosedLeavesNothingOfItsBundle() throws Exception {
        WeakReference<BundleClasses> classes = visit();

        await("the end of the bundle's classes").untilAsserted(() -> {
            System.gc();
            assertThat(classes.refersTo(null)).isTrue();
        });
        contexts.close();
    }

    /** A bundle comes, uses the simple language, and goes. */
    private WeakReference<BundleClasses> visit() throws Exception {
        BundleClasses classes = new BundleClasses() {
            @Override
            public Class<?> load(String name) throws ClassNotFoundException {
                throw new ClassNotFoundException(name);
            }

            @Override
            public Enumeration<URL> resources(String name) {
                return Collections.emptyEnumeration();
            }
        };
        Owner owner = new Owner(1, "org.example.guest", new Version("1.0.0"), classes);
        DefaultCamelContext context = contexts.moveIn(owner);
        assertThat(context.resolveLanguage("simple").createExpression("${body}"))
                .isNotNull();
        contexts.moveOut(owner);
        return new WeakReference<>(classes);
    }
}
