// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tocsin.api.Body;

/**
 * What a receiver checks to know that a body is ours and new: HMAC-SHA256 with the target's secret over the time in the
 * header {@value #TIME} (seconds since 1970), a dot, and the bytes of the body; in {@value #SIGNATURE} as
 * {@code sha256=} and 64 hexadecimal digits in small letters.
 */
final class Signature {

    static final String TIME = "X-Tocsin-Timestamp";
    static final String SIGNATURE = "X-Tocsin-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    static String of(String secret, long seconds, Body body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.toBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
