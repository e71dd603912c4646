// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line per request, for people. */
final class Narrator {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final PrintStream out;
    private final ZoneId zone;

    Narrator(PrintStream out, ZoneId zone) {
        this.out = out;
        this.zone = zone;
    }

    void tell(Received received) {
        out.println(line(received));
    }

    String line(Received received) {
        String answer = received.status() == 0 ? "---" : Integer.toString(received.status());
        String verdict = received.accepted() ? "accepted" : "refused";
        String failure = received.failure() == null ? "" : " (" + received.failure() + ")";
        return String.format(
                Locale.ROOT,
                "%s  #%-5d %-6s %-6s %-11s %s %s%s  %s",
                TIME.format(received.at().atZone(zone)),
                received.n(),
                received.format(),
                received.shortKey(),
                plain(received.action(), 11),
                answer,
                verdict,
                failure,
                plain(received.dedupKey(), 60));
    }

    /** What a sender wrote must not steer the terminal. */
    private static String plain(@Nullable String text, int length) {
        if (text == null) {
            return "-";
        }
        String shown = text.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= length ? shown : shown.substring(0, length - 1) + "…";
    }
}
