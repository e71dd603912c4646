// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Translation;
import org.tocsin.cli.AdapterView;
import org.tocsin.cli.DraftView;
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
    public TranslationView translate(String name, String text, boolean withKey) throws RefusedException {
        Adapter adapter = adapters.find(name);
        if (adapter == null) {
            throw new RefusedException(Reason.UNKNOWN, "adapter: there is no " + shown(name) + ", " + there());
        }
        try {
            return view(
                    adapter.translate(new AdapterInput(Body.of(text), null, null, Map.of())),
                    event -> withKey
                            ? event.body().utf8()
                            : spine.redaction(event.lane()).of(event.body().utf8()));
        } catch (InvalidEventException e) {
            throw Refusals.of(e);
        } catch (AdapterFailedException e) {
            throw new RefusedException(Reason.BUSY, String.valueOf(e.getMessage()));
        }
    }

    private String there() {
        String names =
                adapters.all().stream().map(entry -> entry.adapter().name()).collect(Collectors.joining(", "));
        return names.isEmpty()
                ? "nor any other: install its plugin"
                : "only " + names + ": correct the name or install its plugin";
    }

    /** What a person typed may be something else, typed in the wrong place. */
    private static String shown(String name) {
        return name.matches("[a-z][a-z0-9-]{0,62}") ? name : "adapter of that name";
    }

    /** The exact events, their text as it may be shown. */
    static TranslationView view(Translation made, Function<Event, String> text) {
        return new TranslationView(
                made.events().stream()
                        .map(event -> new DraftView(
                                event.lane().channel(),
                                event.lane().id(),
                                event.format(),
                                event.dedupKey(),
                                text.apply(event)))
                        .toList(),
                made.problems().stream().map(AdapterBoard::told).toList());
    }

    /** Counted from 1. */
    static String told(Translation.Problem problem) {
        return (problem.index() + 1) + ": " + problem.text();
    }
}
