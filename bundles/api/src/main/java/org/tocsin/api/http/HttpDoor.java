// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.http;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A listener on which paths can be opened. An OSGi service for each listener; its property {@value #DOOR} is its name.
 * The listener answers unknown paths (404), wrong methods (405), missing credentials (401) and bodies over the bound
 * (413) by itself; a handler sees only what passed.
 */
@ProviderType
public interface HttpDoor {

    /** The service property that names the listener; the local API is {@code api}. */
    String DOOR = "tocsin.door";

    /**
     * Opens a path until the returned handle is closed. Different methods of one path may have different owners.
     *
     * @throws IllegalStateException when the path is open already for one of these methods
     */
    OpenPath open(PathSpec spec, Handler handler);

    /** Answers requests. Called on an event loop: it must not block. */
    @FunctionalInterface
    interface Handler {
        /** Completing exceptionally is answered with 500 and logged. */
        CompletionStage<HttpReply> handle(HttpRequest request);

        /**
         * The same, for a handler that goes on later and wants a thread then.
         *
         * @param loop runs what it is given on the event loop that calls this, where it must not block either; refuses it
         *     with a {@link RejectedExecutionException} when the listener is closed
         */
        default CompletionStage<HttpReply> handle(HttpRequest request, Executor loop) {
            return handle(request);
        }

        /** How the listener writes what it refuses by itself on this path; asked for each time. */
        default ErrorShape errors() {
            return ErrorShape.HOUSE;
        }
    }

    /** An open path. */
    interface OpenPath extends AutoCloseable {
        /** Closes the path; requests under way are still answered. */
        @Override
        void close();
    }

    /**
     * What is opened.
     *
     * @param path an exact path such as {@code /send}, or one with a placeholder in the place of one segment, such as
     *     {@code /integrations/{adapter}} or {@code /lanes/{id}/hold}
     * @param methods the methods that are answered, in upper case; {@code GET} includes {@code HEAD}
     * @param credential who may ask
     * @param maxBody the longest body, in bytes; a longer one is answered with 413
     */
    record PathSpec(String path, Set<String> methods, Credential credential, int maxBody) {}

    /** Who may ask. */
    enum Credential {
        /** Whoever knows the token of the agent. */
        TOKEN,
        /** Anybody who reaches the listener, while it is bound to loopback; else whoever knows the token. */
        LOOPBACK
    }
}
