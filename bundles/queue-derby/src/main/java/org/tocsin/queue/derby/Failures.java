// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.tocsin.api.store.StoreException;

/** Reads what Derby's failures mean. SQLSTATEs: Derby reference manual, "Derby exception messages and SQL states". */
final class Failures {

    /** Cannot write the log or a page, or cannot make a container: no space, mostly. */
    private static final Set<String> NO_SPACE = Set.of("XSLA4", "XSLAL", "XSDG1", "XSDF1", "XSDF3", "XSDFB", "XBM0H");

    /** From this severity on Derby ends the session, the database or itself (ExceptionSeverity.SESSION_SEVERITY). */
    private static final int SESSION = 40_000;

    private Failures() {}

    /** Whether the connection, or more, is gone. */
    static boolean isFatal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql.getErrorCode() >= SESSION
                            || String.valueOf(sql.getSQLState()).startsWith("08"))) {
                return true;
            }
        }
        return false;
    }

    /** Whether space is what is missing, as far as one can tell. */
    static boolean isFull(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    || (cause instanceof SQLException sql && NO_SPACE.contains(String.valueOf(sql.getSQLState())))) {
                return true;
            }
        }
        return false;
    }

    static StoreException toStoreException(Path directory, Throwable failure) {
        return isFull(failure)
                ? new StoreException(
                        "database " + directory + ": cannot write, free space there: " + text(failure), true, failure)
                : new StoreException("database " + directory + ": " + text(failure), failure);
    }

    /** The innermost reason, in one line. */
    static String text(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if (message == null || cause instanceof IOException) {
            return cause.toString();
        }
        String line = message.lines().findFirst().orElse(message);
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
