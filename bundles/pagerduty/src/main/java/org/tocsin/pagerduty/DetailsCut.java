// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Makes the details of an event shorter, so that the alarm itself arrives: of the longest text in them the end is cut off and
 * {@code …} put in its place; where no text is long enough, a sentence stands for all of them.
 */
final class DetailsCut {

    static final String NAME = ",\"custom_details\":";

    /** What the mark takes more than a character of one byte, and a margin. */
    private static final int MARK_BYTES = 4;

    private DetailsCut() {}

    /**
     * The same, shorter by so many bytes or more.
     *
     * @param custom {@link #NAME} and an object
     */
    static String of(String custom, int excess) {
        String details = custom.substring(NAME.length());
        int start = 0;
        int end = 0;
        int characters = 0;
        try (JsonParser parser = EventText.parser(details)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    int count = Characters.count(parser.getText());
                    if (count > characters) {
                        characters = count;
                        start = (int) parser.currentTokenLocation().getCharOffset();
                        end = (int) parser.currentLocation().getCharOffset();
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("it was read once already", e);
        }
        // each character that goes is written with a byte or more
        int kept = characters - excess - MARK_BYTES;
        if (kept < 1) {
            return NAME + "{\"cut\":\"the details were too long for the Events API v2 (upgradeV1)\"}";
        }
        String text = Characters.cutQuoted(details.substring(start, end), kept);
        return NAME + details.substring(0, start) + text + details.substring(end);
    }
}
