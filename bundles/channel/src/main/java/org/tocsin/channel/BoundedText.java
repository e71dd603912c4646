// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.io.IOException;
import java.io.Writer;

/** A text that is written, up to a length. */
final class BoundedText extends Writer {

    private final StringBuilder text = new StringBuilder();
    private final int most;
    private boolean full;

    BoundedText(int most) {
        this.most = most;
    }

    /** Whether more was written than it takes. */
    boolean isFull() {
        return full;
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
        takeIn(length);
        text.append(chars, from, length);
    }

    @Override
    public void write(String more, int from, int length) throws IOException {
        takeIn(length);
        text.append(more, from, from + length);
    }

    private void takeIn(int length) throws IOException {
        if (length > most - text.length()) {
            full = true;
            throw new IOException("more than " + most + " characters");
        }
    }

    @Override
    public void flush() {
        // it is all there
    }

    @Override
    public void close() {
        // nothing is open
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
