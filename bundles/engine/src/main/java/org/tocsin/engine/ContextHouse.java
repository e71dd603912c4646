// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.simple.SimpleLanguage;

/**
 * Who lives in which Camel context: the product's bundles share one, a foreign bundle gets one of its own, which lasts
 * as long as it has a builder. For one thread.
 */
final class ContextHouse implements AutoCloseable {

    private static final String SHARED = "tocsin";

    private final ContextRecipe recipe;
    private final Map<String, Tenancy> tenancies = new HashMap<>();

    ContextHouse(ContextRecipe recipe) {
        this.recipe = recipe;
    }

    /** Moves a builder of this owner in; every one has to be moved out again. */
    DefaultCamelContext moveIn(Owner owner) throws Exception {
        Tenancy tenancy = tenancies.get(address(owner));
        if (tenancy == null) {
            DefaultCamelContext context =
                    owner.isOfTheHouse() ? recipe.shared(SHARED) : recipe.separate(owner.toString(), owner.classes());
            tenancy = new Tenancy(context);
            tenancies.put(address(owner), tenancy);
        }
        tenancy.builders++;
        return tenancy.context;
    }

    /** Moves a builder out; a foreign context that nobody lives in any more is closed. */
    void moveOut(Owner owner) {
        Tenancy tenancy = tenancies.get(address(owner));
        if (tenancy != null && --tenancy.builders == 0 && !owner.isOfTheHouse()) {
            tenancies.remove(address(owner));
            tenancy.context.stop();
            forgetLast();
        }
    }

    /** Camel's simple language keeps the context that began to use it last, for ever, and with it the bundle's classes. */
    private void forgetLast() {
        Tenancy shared = tenancies.get(SHARED);
        SimpleLanguage language = new SimpleLanguage();
        language.setCamelContext(shared == null ? new DefaultCamelContext(false) : shared.context);
        language.start();
    }

    @Override
    public void close() {
        tenancies.values().forEach(tenancy -> tenancy.context.stop());
        tenancies.clear();
    }

    /** Two versions of a foreign bundle are two bundles, and live apart. */
    private static String address(Owner owner) {
        return owner.isOfTheHouse() ? SHARED : Long.toString(owner.bundleId());
    }

    private static final class Tenancy {
        private final DefaultCamelContext context;
        private int builders;

        Tenancy(DefaultCamelContext context) {
            this.context = context;
        }
    }
}
