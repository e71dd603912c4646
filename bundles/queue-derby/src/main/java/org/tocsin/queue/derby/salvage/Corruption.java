// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.apache.derby.shared.common.error.StandardException;
import org.tocsin.queue.derby.format.DamagedException;

/**
 * Tells a damaged database from one that merely cannot be opened or written now. The states were found by experiment with
 * Derby 10.16: pages zeroed in part and in whole, bits flipped, files cut, emptied and removed.
 */
public final class Corruption {

    /** Wrong page checksum, unknown page and container formats, pages that the log knows otherwise. */
    private static final Set<String> PAGES = Set.of("XSDG2", "XSDB1", "XSDB2", "XSDB4", "XSDB5", "XSDB9", "XSDBB");

    /** Log records that cannot be read, redone or undone, a log that misses a part. */
    private static final Set<String> LOG = Set.of(
            "XSLA1", "XSLA3", "XSLA5", "XSLA6", "XSLA7", "XSLA8", "XSLAA", "XSLAB", "XSLAC", "XSLAD", "XSLAO", "XCY03");

    /** A file that is too short for what is asked of it; with another cause, a disk that does not answer. */
    private static final Set<String> WITH_END_OF_FILE = Set.of("XSDG0", "XSDG3");

    /** A file that is not there; while the database is open, also a table that was emptied a moment ago. */
    private static final Set<String> MISSING = Set.of("XSAI2", "40XD2");

    private static final String NOT_FOUND = "XJ004";

    /** Cannot write the log or a page, or cannot make a container: no space, mostly. */
    private static final Set<String> NO_SPACE = Set.of("XSLA4", "XSLAL", "XSDG1", "XSDF1", "XSDF3", "XSDFB", "XBM0H");

    private Corruption() {}

    /** Whether there is a database, or what is left of one. */
    static boolean isDatabase(Path directory) {
        return Files.isDirectory(directory.resolve("seg0")) || Files.isRegularFile(directory.resolve("log/log.ctrl"));
    }

    /**
     * Whether Derby guesses that the disk is full. It does so, too, when its recovery comes to a bad page that the log fills
     * anew; then the innermost cause says better.
     */
    public static boolean saysNoSpace(Throwable failure) {
        return has(failure, NO_SPACE) && !stumbles(failure) && !PAGES.contains(state(root(failure)));
    }

    /** Whether a failure of an open database means that it is damaged. */
    public static boolean isIn(Throwable failure) {
        return !isOfTheDisk(failure)
                && (DamagedException.in(failure) || has(failure, PAGES) || has(failure, LOG) || endsEarly(failure));
    }

    /**
     * Whether a database is damaged that could not be opened.
     *
     * @param failure how the opening failed
     * @return what is damaged, in one line; empty when something else is wrong
     */
    public static Optional<String> of(Path database, Throwable failure) throws IOException {
        if (isOfTheDisk(failure) || !isDatabase(database)) {
            return Optional.empty();
        }
        if (isIn(failure) || has(failure, MISSING) || has(failure, Set.of(NOT_FOUND))) {
            PageCheck.all(database); // at what the disk does not give, Derby finds nothing, too
            return Optional.of(text(failure));
        }
        if (!isUnexplained(failure)) {
            return Optional.empty();
        }
        Optional<String> damage = behind(database, failure);
        // recovery fills pages that are not in use yet, and stumbles when there is rubbish on them
        return damage.isEmpty() && stumbles(failure) ? PageCheck.rubbish(database) : damage;
    }

    /**
     * The damage that a failure does not name. Derby stumbles over some in its own words, or in none: it stops at a bad
     * page, and the statement that came to it finds nothing.
     *
     * @param database closed; all its pages are read
     * @param failure after which nothing is known of the database
     * @return what is damaged, in one line; empty when nothing is, or something else is wrong
     */
    public static Optional<String> behind(Path database, Throwable failure) throws IOException {
        return isOfTheDisk(failure) ? Optional.empty() : PageCheck.damage(database);
    }

    /** The innermost message, without its dump of the page. */
    public static String text(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        String state = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getNextException() != null) {
                state = String.valueOf(sql.getNextException().getSQLState());
            } else if (cause instanceof SQLException sql) {
                state = String.valueOf(sql.getSQLState());
            }
            text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        }
        String line = text.lines().findFirst().orElse(text).replace(", page dump follows: Hex dump:", "");
        return state.isEmpty() ? line : state + " " + line;
    }

    private static boolean isOfTheDisk(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && !(cause instanceof EOFException)) {
                return true;
            }
        }
        return saysNoSpace(failure);
    }

    /** Over an exception of Java in Derby, which is all that it tells. */
    private static boolean stumbles(Throwable failure) {
        Throwable root = root(failure);
        return root instanceof RuntimeException && root.getClass().getPackage() == Object.class.getPackage();
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String state(Throwable cause) {
        if (cause instanceof StandardException derby) {
            return String.valueOf(derby.getSQLState());
        }
        return cause instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
    }

    private static boolean endsEarly(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException) {
                return has(failure, WITH_END_OF_FILE);
            }
        }
        return false;
    }

    private static boolean has(Throwable failure, Set<String> states) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (states.contains(state(cause))) {
                return true;
            }
            for (Throwable next = cause; next instanceof SQLException sql; next = sql.getNextException()) {
                if (states.contains(state(next))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Derby failed, and perhaps over a page of its own catalogue; or an exception of Java, in Derby or of ours. */
    private static boolean isUnexplained(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException || cause instanceof RuntimeException) {
                return true;
            }
        }
        return false;
    }
}
