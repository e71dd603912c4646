// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.tocsin.api.Body;
import org.tocsin.api.http.ErrorShape;

/**
 * What the Events API answers, so that its clients find what they look for. Source: PagerDuty's developer documentation,
 * "Events API v2 Overview", "Send an event" and "Events API v1": status, message, the dedup key, and a list of errors.
 */
@Component(service = ErrorShape.class, property = ErrorShape.SHAPE + "=" + EventsApiAnswers.SHAPE)
public final class EventsApiAnswers implements ErrorShape {

    static final String SHAPE = "pagerduty";

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    /** The status of an event that was taken. */
    static int accepted(Shape shape) {
        return shape == Shape.V1 ? OK : ACCEPTED;
    }

    /** @param dedupKey of the event; null when it has none, as a change has */
    static String body(Shape shape, @Nullable String dedupKey) {
        String message = shape == Shape.CHANGE ? "Change event processed" : "Event processed";
        String key = dedupKey == null || shape == Shape.CHANGE
                ? ""
                : ",\"" + shape.dedupField + "\":" + ErrorShape.quoted(dedupKey);
        return "{\"status\":\"success\",\"message\":\"" + message + '"' + key + '}';
    }

    @Override
    public Body body(int status, String text) {
        boolean event = status == BAD_REQUEST || status == TOO_LARGE;
        return Body.of("{\"status\":\"" + (event ? "invalid event" : "error") + "\",\"message\":"
                + (event ? "\"Event object is invalid\"" : ErrorShape.quoted(text)) + ",\"errors\":["
                + ErrorShape.quoted(text) + "]}");
    }
}
