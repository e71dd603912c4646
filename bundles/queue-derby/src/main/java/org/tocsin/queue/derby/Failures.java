// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.salvage.Corruption;

/** Reads what Derby's failures mean. SQLSTATEs: Derby reference manual, "Derby exception messages and SQL states". */
final class Failures {

    /** From this severity on Derby ends the session, the database or itself (ExceptionSeverity.SESSION_SEVERITY). */
    private static final int SESSION = 40_000;

    /** What the operating systems say of it: a disk, a quota, a limit of the process, and Windows. */
    private static final List<String> NO_SPACE_TEXTS =
            List.of("no space left", "quota exceeded", "file too large", "not enough space");

    /** An exception of Java inside Derby, which then is in no known state. */
    private static final String BROKEN = "XJ001";

    /** The connection has gone; why, only whoever used it at that moment was told. */
    private static final String NO_CONNECTION = "08003";

    /** Less than this and Derby may not be able to write what it has in memory. */
    private static final long NEEDED = 4L << 20;

    private static final String HALFWAY = "Derby stopped in the middle of its work and is opened again: ";

    private Failures() {}

    /** Whether the connection, or more, is gone. */
    static boolean isFatal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnexplainedException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && (sql.getErrorCode() >= SESSION
                            || String.valueOf(sql.getSQLState()).startsWith("08")
                            || BROKEN.equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it says nothing of what is wrong: Derby stopped in the middle, or stumbled over something. */
    static boolean isUnexplained(Throwable failure) {
        return contains(
                failure,
                cause -> cause instanceof UnexplainedException
                        || (cause instanceof SQLException sql && BROKEN.equals(sql.getSQLState())));
    }

    /** Whether space is what is missing: the operating system's word counts more than Derby's guess. */
    static boolean isFull(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
                return NO_SPACE_TEXTS.stream().anyMatch(text::contains);
            }
        }
        return Corruption.saysNoSpace(failure);
    }

    static StoreException toStoreException(Path directory, Throwable failure) {
        String database = "database " + directory + ": ";
        boolean halfway = !saysWhy(failure);
        // where a thread of Derby's own met the full disk first, nobody else is told more
        if (isFull(failure) || (halfway && hasNoSpace(directory.toFile()))) {
            String detail = halfway ? "" : ": " + text(failure);
            return new StoreException(database + "cannot write, free space there" + detail, true, failure);
        }
        return new StoreException(database + (halfway ? HALFWAY : "") + text(failure), failure);
    }

    /** Whether a person learns from it what is wrong. */
    static boolean saysWhy(Throwable failure) {
        return !contains(failure, Failures::isHalfway);
    }

    /** By an exception of Java in Derby, or by a connection that is gone (Spring says so, without a state). */
    private static boolean isHalfway(Throwable failure) {
        return failure instanceof UnexplainedException
                || (failure instanceof SQLException sql
                        && (sql.getSQLState() == null
                                || BROKEN.equals(sql.getSQLState())
                                || NO_CONNECTION.equals(sql.getSQLState())));
    }

    /** @throws SQLException of a full disk, when it is that */
    static void checkSpace(Path directory) throws SQLException {
        if (hasNoSpace(directory.toFile())) {
            throw new SQLException("database " + directory + ": the disk is full", "XSLA4", SESSION);
        }
    }

    private static boolean hasNoSpace(File directory) {
        return directory.exists() && directory.getUsableSpace() < NEEDED;
    }

    private static boolean contains(Throwable failure, Predicate<Throwable> test) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (test.test(cause)) {
                return true;
            }
        }
        return false;
    }

    /** The innermost reason, in one line. */
    static String text(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getName();
        }
        if (cause instanceof IOException) {
            return cause.toString();
        }
        String line = message.lines().findFirst().orElse(message);
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
