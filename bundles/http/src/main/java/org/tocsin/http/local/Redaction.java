// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.tocsin.api.Lane;

/** Strikes the key of a lane out of a text, when it is a secret. */
final class Redaction {

    private static final String STRUCK = "***";
    private static final String WITHHELD =
            "(not shown: it spells the key in another way; --with-key, or withKey=true, shows it)";
    private static final String WITHHELD_IN_A_DRY_RUN = "(not shown: it spells the key in another way)";
    private static final JsonFactory JSON = new JsonFactory();

    private final String key;
    private final boolean secret;

    /** @param secret whether the lane's key is one; the name of a target is left in the text */
    Redaction(Lane lane, boolean secret) {
        this.key = lane.key();
        this.secret = secret;
    }

    String of(String text) {
        return of(text, WITHHELD);
    }

    /** Where there is no way to see it all the same. */
    String inADryRun(String text) {
        return of(text, WITHHELD_IN_A_DRY_RUN);
    }

    private String of(String text, String withheld) {
        if (!secret) {
            return text;
        }
        String struck = text.replace(key, STRUCK);
        return spells(struck) ? withheld : struck;
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
