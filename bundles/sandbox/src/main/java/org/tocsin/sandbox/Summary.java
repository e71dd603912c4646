// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JsonText.FACTORY.createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("received", received);
            out.writeNumberField("accepted", accepted);
            out.writeNumberField("redirected", redirected);
            out.writeBooleanField("up", up);
            out.writeNumberField("plans", plans);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static String plans(List<Plan> plans) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JsonText.FACTORY.createGenerator(text)) {
            out.writeStartArray();
            for (Plan plan : plans) {
                out.writeStartObject();
                out.writeStringField("fail", plan.failure().word());
                out.writeStringField("key", plan.key());
                out.writeNumberField("times", plan.times());
                out.writeEndObject();
            }
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
