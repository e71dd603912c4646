// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The {@code event_action} of a line, which the word says: it may be left out, and may be no other. */
final class LineAction {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String FIELD = "event_action";

    private LineAction() {}

    /** The line with its action; what is no JSON object stays as it is, for the agent to say so. */
    static String in(String line, String action) throws RefusedException {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return line;
            }
            boolean empty = true;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                empty = false;
                String name = parser.currentName();
                parser.nextToken();
                if (!name.equals(FIELD)) {
                    parser.skipChildren();
                } else if (action.equals(parser.getText())) {
                    return line;
                } else {
                    throw new RefusedException(
                            RefusedException.Reason.INVALID,
                            FIELD + ": is another than " + action
                                    + ", leave it out, or give the lines to 'tocsin enqueue --stdin'");
                }
            }
            int brace = line.indexOf('{') + 1;
            return line.substring(0, brace) + '"' + FIELD + "\":\"" + action + '"' + (empty ? "" : ",")
                    + line.substring(brace);
        } catch (IOException e) {
            return line;
        }
    }
}
