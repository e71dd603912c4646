// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bytes that may be text. */
final class Bytes {

    private Bytes() {}

    /** The text of which these are the UTF-8 bytes; null when they are no text. */
    static @Nullable String text(byte[] bytes) {
        try {
            // a decoder of one's own reports what is not UTF-8
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
