// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Offers one {@link PrometheusMeterRegistry} for the life of this bundle; plugins count into it. */
@Component(
        service = {},
        immediate = true)
public final class Registry {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ServiceRegistration<?> registration;

    /** Registers the service. */
    @Activate
    public Registry(BundleContext bundle) {
        registration = bundle.registerService(
                new String[] {MeterRegistry.class.getName(), PrometheusMeterRegistry.class.getName()}, registry, null);
    }

    /** Withdraws the service, then closes the registry. */
    @Deactivate
    public void close() {
        registration.unregister();
        registry.close();
    }
}
