// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;

/** Text of strangers. */
public final class Utf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** The text of a body, when it is UTF-8: then there is exactly one way back to the bytes. */
    public static String strict(Body body) throws InvalidEventException {
        String text = body.utf8();
        if (text.indexOf(REPLACEMENT) < 0) {
            return text; // nothing had to be replaced, so nothing is malformed
        }
        try {
            // a new decoder reports what is malformed, and lets pass a replacement character that was sent as one
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.toBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidEventException("body", "is not UTF-8, send UTF-8 text");
        }
    }
}
