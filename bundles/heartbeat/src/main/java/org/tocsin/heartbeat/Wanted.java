// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pace that an answer asks for; whoever answered wrote it. */
final class Wanted {

    private static final Logger LOG = LoggerFactory.getLogger(Wanted.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final double MOST_SECONDS = Schedule.LONGEST.toSeconds();
    private static final String FIELD = "heartbeat_interval_secs";

    private Wanted() {}

    /** Null when it asks for none, or for what is no pace. */
    static @Nullable Duration of(String answer) {
        try (JsonParser parser = JSON.createParser(answer)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean field = parser.currentName().equals(FIELD);
                JsonToken value = parser.nextToken();
                if (field) {
                    return value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT
                            ? seconds(parser.getDoubleValue())
                            : null;
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            LOG.debug("the answer to a heartbeat is no JSON, the pace stays", e);
        }
        return null;
    }

    private static @Nullable Duration seconds(double seconds) {
        return seconds > 0 ? Duration.ofSeconds((long) Math.min(Math.ceil(seconds), MOST_SECONDS)) : null;
    }
}
