// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.tocsin.api.Lane;

/** Strikes the key of a lane out of a text. */
final class Redaction {

    private static final String STRUCK = "***";
    private static final String WITHHELD =
            "(not shown: it spells the key in another way; --with-key, or withKey=true, shows it)";
    private static final JsonFactory JSON = new JsonFactory();

    private final String key;

    Redaction(Lane lane) {
        this.key = lane.key();
    }

    String of(String text) {
        String struck = text.replace(key, STRUCK);
        return spells(struck) ? WITHHELD : struck;
    }

    /** Whether a string of the JSON text is the key all the same, for example with {@code \\u0041} in it. */
    private boolean spells(String text) {
        if (text.indexOf('\\') < 0) {
            return false;
        }
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.getText().contains(key)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // no JSON after all: nobody reads escapes in it
            return false;
        }
    }
}
