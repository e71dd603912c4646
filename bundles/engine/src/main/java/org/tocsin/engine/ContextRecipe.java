// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ShutdownStrategy;
import org.tocsin.engine.component.Loaders;
import org.tocsin.engine.component.TocsinComponent;

/** How a Camel context of this house is made: small, quiet, quick to stop, and with the endpoints {@code tocsin:}. */
final class ContextRecipe {

    private static final ClassLoader CAMEL = DefaultCamelContext.class.getClassLoader();
    private static final int SHUTDOWN_SECONDS = 5;
    private static final long THREADS_END_MILLIS = 500;

    private final Supplier<TocsinComponent> ours;
    private final Function<String, TocsinComponent> foreign;

    /**
     * @param ours makes the component of the shared context
     * @param foreign makes that of a separate context, whose name it is given; one for each
     */
    ContextRecipe(Supplier<TocsinComponent> ours, Function<String, TocsinComponent> foreign) {
        this.ours = ours;
        this.foreign = foreign;
    }

    /** The context of the product's own bundles. */
    DefaultCamelContext shared(String name) throws Exception {
        DefaultCamelContext context = bare(name, ours.get(), CAMEL, "tocsin-engine-#name#-#counter#");
        // Who started the exchange logs its failure, once and with a stable id; Camel would log it before, with a
        // trace.
        context.getCamelContextExtension().setErrorHandlerFactory(new DefaultErrorHandlerBuilder().logExhausted(false));
        return started(context);
    }

    /** A context for the bundle or file that has these classes; as plain Camel as can be. */
    DefaultCamelContext separate(String name, BundleClasses classes) throws Exception {
        DefaultCamelContext context = bare(
                name, foreign.apply(name), new OwnerFirstLoader(classes, CAMEL), "camel-#camelId#-#name#-#counter#");
        narrow(context, classes);
        return started(context);
    }

    /**
     * A context in which routes are made but never run, to find out whether they can be. Its routes know the lines of
     * their file.
     */
    DefaultCamelContext draft(String name, BundleClasses classes) {
        DefaultCamelContext context = bare(
                name, foreign.apply(name), new OwnerFirstLoader(classes, CAMEL), "camel-#camelId#-#name#-#counter#");
        narrow(context, classes);
        context.setAutoStartup(false);
        context.setSourceLocationEnabled(true);
        return context;
    }

    private static void narrow(DefaultCamelContext context, BundleClasses classes) {
        if (!classes.openToAll()) {
            context.setClassResolver(new NarrowClasses(context));
        }
    }

    private DefaultCamelContext bare(String name, TocsinComponent component, ClassLoader loader, String threads) {
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.getCamelContextExtension().setName(name);
        context.setApplicationContextClassLoader(loader);
        context.disableJMX();
        context.setMessageHistory(false);
        context.setAllowUseOriginalMessage(false);
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        context.addComponent(TocsinComponent.SCHEME, component);
        context.getExecutorServiceManager().setThreadNamePattern(threads);
        context.getExecutorServiceManager().setShutdownAwaitTermination(THREADS_END_MILLIS);
        ShutdownStrategy shutdown = context.getShutdownStrategy();
        shutdown.setTimeout(SHUTDOWN_SECONDS);
        shutdown.setShutdownNowOnTimeout(true);
        return context;
    }

    private static DefaultCamelContext started(DefaultCamelContext context) {
        ClassLoader before = Loaders.enter(context);
        try {
            context.start();
            return context;
        } catch (RuntimeException e) {
            context.stop();
            throw e;
        } finally {
            Loaders.leave(before);
        }
    }
}
