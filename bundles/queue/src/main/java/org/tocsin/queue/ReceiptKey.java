// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.HexFormat;

/**
 * The 32 characters that name an event: the identity of its store and its order number, so they are unique, never
 * change, and lead back to the event without a table.
 */
final class ReceiptKey {

    private ReceiptKey() {}

    static String of(String storeIdentity, long order) {
        return storeIdentity + HexFormat.of().toHexDigits(order);
    }
}
