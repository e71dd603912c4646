// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tocsin.api.RouteControl;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;
import org.tocsin.cli.RouteView;
import org.tocsin.cli.Switchboard;

/** The routes of the agent, for command line, shell and paths. */
@Component(service = RouteBoard.class)
public final class RouteBoard implements Switchboard {

    private final AtomicReference<@Nullable RouteControl> control = new AtomicReference<>();

    @Override
    public List<RouteView> routes() throws RefusedException {
        return control().routes().stream().map(RouteBoard::view).toList();
    }

    @Override
    public RouteView turn(String id, boolean on) throws RefusedException {
        RouteControl routes = control();
        try {
            return view(on ? routes.start(id) : routes.stop(id));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.UNKNOWN, "route: there is no " + shown(id) + ", see 'tocsin route list'");
        } catch (IllegalStateException e) {
            throw new RefusedException(Reason.CONFLICT, "route: " + e.getMessage());
        }
    }

    private RouteControl control() throws RefusedException {
        RouteControl there = control.get();
        if (there == null) {
            throw new RefusedException(Reason.BUSY, "engine: is not there yet, try again in a moment");
        }
        return there;
    }

    private static RouteView view(RouteControl.RouteInfo route) {
        return new RouteView(route.id(), route.owner(), route.state(), route.text());
    }

    /** What a person typed may be something else, typed in the wrong place. */
    private static String shown(String id) {
        return id.matches("[A-Za-z0-9._#-]{1,100}") ? id : "route of that id";
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindControl(RouteControl service) {
        control.set(service);
    }

    void unbindControl(RouteControl service) {
        control.compareAndSet(service, null);
    }
}
