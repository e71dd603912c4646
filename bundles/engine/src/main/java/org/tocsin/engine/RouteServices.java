// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the {@code RoutesBuilder} services to the whiteboard. A tracker and not a reference of Declarative Services,
 * which never lets go of an instance of a prototype and so of the class loader of a bundle that went.
 */
final class RouteServices implements ServiceTrackerCustomizer<RoutesBuilder, RouteSet>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteServices.class);

    private final BundleContext bundleContext;
    private final RouteWhiteboard whiteboard;
    private final RouteDesk desk;
    private final LongSupplier patienceMillis;
    private final ServiceTracker<RoutesBuilder, RouteSet> tracker;

    RouteServices(
            BundleContext bundleContext, RouteWhiteboard whiteboard, RouteDesk desk, LongSupplier patienceMillis) {
        this.bundleContext = bundleContext;
        this.whiteboard = whiteboard;
        this.desk = desk;
        this.patienceMillis = patienceMillis;
        this.tracker = new ServiceTracker<>(bundleContext, RoutesBuilder.class, this);
    }

    void open() {
        tracker.open();
    }

    @Override
    public void close() {
        tracker.close();
    }

    @Override
    public RouteSet addingService(ServiceReference<RoutesBuilder> reference) {
        RouteSet set = new RouteSet(
                Owner.of(reference.getBundle()),
                (Long) reference.getProperty(Constants.SERVICE_ID),
                new Instances(bundleContext.getServiceObjects(reference)));
        desk.soon(() -> whiteboard.add(set));
        return set;
    }

    @Override
    public void modifiedService(ServiceReference<RoutesBuilder> reference, RouteSet set) {
        // Nothing of its properties matters.
    }

    /** Waits, because the classes of the routes go with the bundle. */
    @Override
    public void removedService(ServiceReference<RoutesBuilder> reference, RouteSet set) {
        desk.now(() -> whiteboard.remove(set), patienceMillis.getAsLong());
    }

    private record Instances(ServiceObjects<RoutesBuilder> objects) implements RouteSet.Source {

        @Override
        public RoutesBuilder take(CamelContext context) {
            RoutesBuilder builder = objects.getService();
            if (builder == null) {
                throw new IllegalStateException("its service could not be made, see the log of its bundle");
            }
            return builder;
        }

        @Override
        public void giveBack(RoutesBuilder builder) {
            try {
                objects.ungetService(builder);
            } catch (IllegalArgumentException | IllegalStateException taken) {
                LOG.debug("The framework had taken a builder back already", taken);
            }
        }
    }
}
