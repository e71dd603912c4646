// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the API's description in the bundles that are active. */
@Component(service = ApiParts.class)
public final class ApiParts implements BundleTrackerCustomizer<JsonObject> {

    private static final Logger LOG = LoggerFactory.getLogger(ApiParts.class);

    private final BundleTracker<JsonObject> bundles;

    /** Looks at every bundle, now and later. */
    @Activate
    public ApiParts(BundleContext context) {
        bundles = new BundleTracker<>(context, Bundle.ACTIVE | Bundle.STARTING, this);
        bundles.open();
    }

    /** Looks no more. */
    @Deactivate
    public void close() {
        bundles.close();
    }

    /** The house's own first: a later one describes no path of an earlier one. */
    List<JsonObject> parts() {
        return bundles.getTracked().entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Bundle, JsonObject> entry) ->
                                !entry.getKey().getSymbolicName().startsWith("org.tocsin."))
                        .thenComparing(entry -> entry.getKey().getBundleId()))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public @Nullable JsonObject addingBundle(Bundle bundle, BundleEvent event) {
        URL part = bundle.getEntry(ApiDescription.PART);
        if (part == null) {
            return null;
        }
        try (InputStream in = part.openStream()) {
            return ApiDescription.sound(
                    new JsonObject(Buffer.buffer(in.readAllBytes())),
                    problem -> LOG.warn(
                            "TOCSIN-HTTP-008 {} {}: {}: {}, and is left out of /openapi.json",
                            bundle.getSymbolicName(),
                            bundle.getVersion(),
                            ApiDescription.PART,
                            problem));
        } catch (IOException | DecodeException | ClassCastException e) {
            LOG.warn(
                    "TOCSIN-HTTP-008 {} {}: {} is no JSON object, its paths are missing in /openapi.json: {}",
                    bundle.getSymbolicName(),
                    bundle.getVersion(),
                    ApiDescription.PART,
                    e.toString());
            return null;
        }
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, JsonObject part) {
        // a bundle that is active has the part that it had when it started
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, JsonObject part) {
        // the tracker has forgotten it
    }
}
