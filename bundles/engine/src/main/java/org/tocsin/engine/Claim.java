// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;
import org.tocsin.engine.component.TocsinComponent;

/**
 * A name that one owner has at a time in the whole agent: the id of a route, a delivery channel, an adapter.
 *
 * @param kind {@code route}, {@code channel} or {@code adapter}
 * @param name within its kind
 */
record Claim(String kind, String name) {

    private static final String ROUTE = "route";

    /** Which option of which endpoint is a name. */
    private static final Map<String, String> OPTION_OF = Map.of("deliver", "channel", "adapter", "name");

    private static final Map<String, String> KIND_OF = Map.of("deliver", "channel", "adapter", "adapter");

    /** The id of a route. */
    static Claim route(String id) {
        return new Claim(ROUTE, id);
    }

    /**
     * What a route claims, as it is defined: its id, and the channel or adapter that it is.
     *
     * @throws IllegalArgumentException when the URI of its beginning cannot be read
     */
    static Set<Claim> of(RouteDefinition route, CamelContext context) {
        Set<Claim> claims = new LinkedHashSet<>();
        claims.add(route(route.getRouteId()));
        FromDefinition input = route.getInput();
        if (input != null && input.getEndpointUri() != null) {
            Claim service = service(context.resolvePropertyPlaceholders(input.getEndpointUri()));
            if (service != null) {
                claims.add(service);
            }
        }
        return claims;
    }

    /** The ids of routes among these. */
    static Set<String> routes(Set<Claim> claims) {
        return claims.stream()
                .filter(claim -> claim.kind.equals(ROUTE))
                .map(Claim::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static @Nullable Claim service(String uri) {
        String prefix = TocsinComponent.SCHEME + ':';
        int query = uri.indexOf('?');
        if (!uri.startsWith(prefix) || query < 0) {
            return null;
        }
        String endpoint = uri.substring(prefix.length(), query).replace("/", "");
        String option = OPTION_OF.get(endpoint);
        String kind = KIND_OF.get(endpoint);
        if (option == null || kind == null) {
            return null;
        }
        try {
            Object name = URISupport.parseQuery(uri.substring(query + 1)).get(option);
            // without one the endpoint is going to say what is missing
            return name == null ? null : new Claim(kind, name.toString());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("tocsin:" + endpoint + ": its options cannot be read, correct them", e);
        }
    }

    @Override
    public String toString() {
        return kind + ' ' + name;
    }
}
