// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The routes of one builder: they run together or wait together. Changed by the whiteboard's thread alone; how it stands
 * is read by anybody.
 */
final class RouteSet {

    private final Owner owner;
    private final long number;
    private final Source source;
    private volatile Standing standing = new Waiting(Set.of(), "is about to be started", 0, Long.MIN_VALUE);

    /**
     * @param number tells it from other builders; a lower one came earlier
     * @param source where its builder comes from
     */
    RouteSet(Owner owner, long number, Source source) {
        this.owner = owner;
        this.number = number;
        this.source = source;
    }

    Owner owner() {
        return owner;
    }

    long number() {
        return number;
    }

    Source source() {
        return source;
    }

    Standing standing() {
        return standing;
    }

    void now(Standing next) {
        standing = next;
    }

    /** What a person calls it before its routes are known. */
    String title() {
        return owner.name() + '#' + number;
    }

    /** Gives out instances of one builder, each for one start. */
    interface Source {

        /**
         * An instance for one start in this context.
         *
         * @throws Exception when there is none, such as an IllegalStateException when its service is gone
         */
        RoutesBuilder take(CamelContext context) throws Exception;

        /** To be called once for everything that was taken. */
        void giveBack(RoutesBuilder builder);
    }

    /** How it stands. */
    sealed interface Standing {
        /** What it claims, as far as that is known. */
        Set<Claim> claims();

        /** The ids of its routes, as far as they are known. */
        default Set<String> ids() {
            return Claim.routes(claims());
        }
    }

    /** Its routes were started. */
    record Running(Set<Claim> claims, DefaultCamelContext context, RoutesBuilder builder) implements Standing {}

    /**
     * Its routes are not there.
     *
     * @param reason why, for a person
     * @param failures how often it failed to start in a row; 0 when it only stands by
     * @param nextTryNanos when it is tried again by itself
     */
    record Waiting(Set<Claim> claims, String reason, int failures, long nextTryNanos) implements Standing {

        static Waiting standBy(Set<Claim> claims, String reason) {
            return new Waiting(claims, reason, 0, Long.MIN_VALUE);
        }
    }
}
