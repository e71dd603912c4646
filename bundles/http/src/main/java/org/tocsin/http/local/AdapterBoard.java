// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.InputRoom;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Translation;
import org.tocsin.cli.AdapterView;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;
import org.tocsin.cli.RouteView;
import org.tocsin.cli.TranslationView;
import org.tocsin.cli.Translators;

/** The adapters of the agent, for command line, shell and paths. */
@Component(service = AdapterBoard.class)
public final class AdapterBoard implements Translators {

    private static final String WAITING = "Waiting";

    private final Adapters adapters;
    private final RouteBoard routes;
    private final Spine spine;
    private final DryRun dryRun = new DryRun(InputRoom.ofThisAgent());

    /** Over the adapters and routes that are there at the time of a question. */
    @Activate
    public AdapterBoard(@Reference Adapters adapters, @Reference RouteBoard routes, @Reference Spine spine) {
        this.adapters = adapters;
        this.spine = spine;
        this.routes = routes;
    }

    @Override
    public List<AdapterView> adapters() throws RefusedException {
        // one that waits for the same name has its route's id, too
        Map<String, String> owners = routes.routes().stream()
                .filter(route -> !route.state().equals(WAITING))
                .collect(Collectors.toMap(RouteView::id, RouteView::owner, (one, other) -> one));
        return adapters.all().stream()
                .map(entry ->
                        new AdapterView(entry.adapter().name(), entry.route(), owners.getOrDefault(entry.route(), "")))
                .toList();
    }

    @Override
    public TranslationView translate(String name, String text, @Nullable String key, boolean withKey)
            throws RefusedException {
        Adapter adapter = adapters.find(name);
        if (adapter == null) {
            throw adapters.unknown(name);
        }
        try {
            return dryRun.of(
                    adapter,
                    new AdapterInput(Body.of(text), null, key, Map.of()),
                    event -> withKey
                            ? event.body().utf8()
                            : spine.redaction(event.lane()).of(event.body().utf8()));
        } catch (InvalidEventException e) {
            throw Refusals.of(e);
        } catch (AdapterFailedException e) {
            throw new RefusedException(Reason.BUSY, String.valueOf(e.getMessage()));
        }
    }

    /** Counted from 1. */
    static String told(Translation.Problem problem) {
        return (problem.index() + 1) + ": " + problem.text();
    }
}
