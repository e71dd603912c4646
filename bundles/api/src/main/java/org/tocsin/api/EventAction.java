// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/** What an event does to the incident that its dedup key names. */
public enum EventAction {
    /** Opens it, or says once more that it is open. */
    TRIGGER,

    /** Says that somebody is at it. */
    ACKNOWLEDGE,

    /** Closes it. */
    RESOLVE,

    /** Has no incident, as a change event. */
    OTHER
}
