// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that do not change and are equal by content. */
public final class Bytes {

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of these bytes. */
    public static Bytes of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /** The text in UTF-8. */
    public static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** How many. */
    public int length() {
        return bytes.length;
    }

    /** Where the two first differ; -1 when they are equal. */
    public int mismatch(Bytes other) {
        return Arrays.mismatch(bytes, other.bytes);
    }

    /** Read as UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The size only: bodies hold keys. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
