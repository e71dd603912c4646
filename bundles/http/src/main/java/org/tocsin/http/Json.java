// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.tocsin.api.http.ErrorShape;

/** Writes the small JSON texts of this plugin. */
public final class Json {

    static final String TYPE = "application/json";

    private static final JsonFactory FACTORY = new JsonFactory();

    /** What goes between the braces. */
    @FunctionalInterface
    public interface Fields {
        /** Writes the fields. */
        void writeTo(JsonGenerator out) throws IOException;
    }

    private Json() {}

    /** An object with these fields. */
    public static String object(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.writeStartObject();
            fields.writeTo(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter takes everything", e);
        }
        return text.toString();
    }

    /** The house's shape of an error. */
    public static String errors(String text) {
        return ErrorShape.HOUSE.body(0, text).utf8();
    }
}
