// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Strikes the key of a lane out of a text, when it is a secret. */
final class Redaction {

    private static final String STRUCK = "***";
    private static final String WITHHELD =
            "(not shown: it spells the key in another way; --with-key, or withKey=true, shows it)";
    private static final String WITHHELD_IN_A_DRY_RUN = "(not shown: it spells the key in another way)";
    private static final JsonFactory JSON = new JsonFactory();

    private final @Nullable String key;

    /** @param key the lane's; null when it has none, or none that is a secret, as the name of a target is none */
    Redaction(@Nullable String key) {
        this.key = key;
    }

    String of(String text) {
        return of(text, WITHHELD);
    }

    /** Where there is no way to see it all the same. */
    String inADryRun(String text) {
        return of(text, WITHHELD_IN_A_DRY_RUN);
    }

    private String of(String text, String withheld) {
        String secret = key;
        if (secret == null) {
            return text;
        }
        String struck = text.replace(secret, STRUCK);
        return spells(struck, secret) ? withheld : struck;
    }

    /** Whether a string of the JSON text is the key all the same, for example with {@code \\u0041} in it. */
    private static boolean spells(String text, String key) {
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
