// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The bundles that were there before, and whether any of them was touched since. */
final class Neighbours implements AutoCloseable {

    private static final int CHANGES = BundleEvent.STOPPED
            | BundleEvent.STARTED
            | BundleEvent.UPDATED
            | BundleEvent.UNINSTALLED
            | BundleEvent.UNRESOLVED;

    private final BundleContext context;
    private final Map<Long, String> before;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final SynchronousBundleListener listener = this::note;

    /** Watches from now on. */
    Neighbours(BundleContext context) {
        this.context = context;
        this.before = states(context);
        context.addBundleListener(listener);
    }

    /** Holds all of them against how they were. */
    void mustBeUntouched() {
        Assertions.assertThat(seen).as("what happened to other bundles").isEmpty();
        Map<Long, String> now = states(context);
        now.keySet().retainAll(before.keySet());
        Assertions.assertThat(now).isEqualTo(before);
    }

    @Override
    public void close() {
        context.removeBundleListener(listener);
    }

    private void note(BundleEvent event) {
        if (before.containsKey(event.getBundle().getBundleId()) && (event.getType() & CHANGES) != 0) {
            seen.add(event.getBundle() + " event " + event.getType());
        }
    }

    private static Map<Long, String> states(BundleContext context) {
        Map<Long, String> states = new TreeMap<>();
        Arrays.stream(context.getBundles())
                .forEach(bundle -> states.put(
                        bundle.getBundleId(),
                        bundle.getSymbolicName() + ' ' + bundle.getVersion() + " state " + bundle.getState()
                                + " modified " + bundle.getLastModified() + " level " + level(bundle)));
        return states;
    }

    private static int level(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        return level == null ? 0 : level.getStartLevel();
    }
}
