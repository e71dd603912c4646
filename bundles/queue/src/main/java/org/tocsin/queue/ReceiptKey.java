// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.HexFormat;
import java.util.Optional;

/**
 * The 32 characters that name an event: the identity of its store and its order number, so they are unique, never
 * change, and lead back to the event without a table.
 */
final class ReceiptKey {

    private static final int LENGTH = 32;

    private ReceiptKey() {}

    static String of(String storeIdentity, long order) {
        return storeIdentity + HexFormat.of().toHexDigits(order);
    }

    /** Empty when it is no key that this store gave. */
    static Optional<Long> order(String storeIdentity, String key) {
        if (key.length() != LENGTH || !key.startsWith(storeIdentity)) {
            return Optional.empty();
        }
        String digits = key.substring(storeIdentity.length());
        if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        long order = HexFormat.fromHexDigitsToLong(digits);
        return order > 0 && of(storeIdentity, order).equals(key) ? Optional.of(order) : Optional.empty();
    }
}
