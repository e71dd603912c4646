// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.nio.ByteBuffer;

/** Looks at bytes. */
final class Bytes {

    private Bytes() {}

    /** Whether there is nothing but zeros: space that Derby took ahead of need. */
    static boolean areZero(ByteBuffer bytes) {
        int at = 0;
        for (; at + Long.BYTES <= bytes.limit(); at += Long.BYTES) {
            if (bytes.getLong(at) != 0) {
                return false;
            }
        }
        for (; at < bytes.limit(); at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
