// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.util.List;

/**
 * The figures of a sandbox.
 *
 * @param received requests logged
 * @param accepted events taken
 * @param redirected requests that followed a planned redirect, which no sender should do
 * @param up whether it takes connections
 * @param plans the failures that are still to come
 */
public record Summary(long received, long accepted, long redirected, boolean up, int plans) {

    String json() {
        return JsonText.write(out -> {
            out.writeStartObject();
            out.writeNumberField("received", received);
            out.writeNumberField("accepted", accepted);
            out.writeNumberField("redirected", redirected);
            out.writeBooleanField("up", up);
            out.writeNumberField("plans", plans);
            out.writeEndObject();
        });
    }

    static String plans(List<Plan> plans) {
        return JsonText.write(out -> {
            out.writeStartArray();
            for (Plan plan : plans) {
                out.writeStartObject();
                out.writeStringField("fail", plan.failure().word());
                out.writeStringField("key", plan.key());
                out.writeNumberField("times", plan.times());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }
}
