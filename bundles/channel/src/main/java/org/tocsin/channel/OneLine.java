// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

/** Text of strangers that goes into a log, a header or a terminal. */
public final class OneLine {

    private OneLine() {}

    /** Without control characters, which could forge lines or steer a terminal; by hand, for each answer. */
    public static String of(String text) {
        StringBuilder line = new StringBuilder(text.length());
        boolean broken = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            boolean breaks = next == ' ' || Character.isISOControl(next) || next == '\u2028' || next == '\u2029';
            if (!breaks) {
                line.append(next);
            } else if (!broken) {
                line.append(' ');
            }
            broken = breaks;
        }
        return line.toString();
    }
}
