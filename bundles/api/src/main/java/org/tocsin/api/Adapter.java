// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes events of what another tool sends. An OSGi service; usually made by the engine from a route that starts with
 * {@code from("tocsin:adapter?name=...")}. Nothing is sent or stored by it: a dry run asks the same question as the door
 * that puts the events on the queue, and gets the same answer but for keys that are made up for events without one.
 *
 * <p>A name has one service at a time; which of two that claim it, the engine decides as it does for routes.
 */
@ConsumerType
public interface Adapter {

    /** The service property that names the adapter. */
    String NAME = "tocsin.adapter";

    /** The service property with the id of the route that the adapter is, as {@link RouteControl} lists it. */
    String ROUTE = "tocsin.route";

    /** The adapter's name, for example {@code nagios}: small letters, digits and hyphens. */
    String name();

    /**
     * Makes events. May block the calling thread, and so must not be called on an event loop.
     *
     * @return what was made, in the order in which it has to be put on the queue; with no event and no problem when the
     *     input is not worth one
     * @throws InvalidEventException when no event can ever be made of this input; it names the field and the remedy
     * @throws AdapterFailedException when that says nothing about the input: keep it and try again
     */
    Translation translate(AdapterInput input) throws InvalidEventException, AdapterFailedException;
}
