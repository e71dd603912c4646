// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Offers one {@link MeterRegistry} for the life of this bundle; plugins count into it. Behind it are the one that is
 * scraped, always, and those that push, when the configuration wants them.
 */
@Component(service = Registry.class, immediate = true)
public final class Registry {

    private final CompositeMeterRegistry all = new CompositeMeterRegistry();
    private final PrometheusMeterRegistry scraped = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LibraryThreads threads = new LibraryThreads();
    private final String version;
    private final List<ServiceRegistration<?>> registrations;
    private @Nullable ProcessMeters process;

    /** Registers the services. */
    @Activate
    public Registry(BundleContext bundle) {
        version = bundle.getBundle().getVersion().toString();
        open();
        registrations = List.of(
                bundle.registerService(MeterRegistry.class, all, null),
                // for what is made anew at each scrape
                bundle.registerService(PrometheusMeterRegistry.class, scraped, null));
    }

    Registry(String version) {
        this.version = version;
        open();
        registrations = List.of();
    }

    private void open() {
        all.config().meterFilter(MeterFilter.denyNameStartsWith(ProcessMeters.LEFT_OUT));
        all.add(scraped);
    }

    /** The process is looked at from the first time that somebody asks: a start has better to do. */
    private synchronized void lookAtProcess() {
        if (process == null) {
            process = new ProcessMeters(all, version);
        }
    }

    /** Withdraws the services, then closes the registries. */
    @Deactivate
    public synchronized void close() {
        registrations.forEach(ServiceRegistration::unregister);
        if (process != null) {
            process.close();
        }
        all.close();
    }

    /** Where plugins count. */
    MeterRegistry all() {
        return all;
    }

    /** Of those who push. */
    LibraryThreads threads() {
        return threads;
    }

    /** Everything as text. */
    String scrape(ScrapeFormat format) {
        lookAtProcess();
        return scraped.scrape(format.contentType());
    }

    /** From now on that one gets what is counted, too. */
    void add(MeterRegistry pushing) {
        lookAtProcess();
        all.add(pushing);
    }

    void remove(MeterRegistry pushing) {
        all.remove(pushing);
    }
}
