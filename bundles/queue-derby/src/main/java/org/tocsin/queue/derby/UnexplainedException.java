// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Derby found nothing where something must be: it has stopped in the middle of its work, or the disk did not give it a
 * page, or the page is damaged. Which of them, the database tells when it is opened anew.
 */
final class UnexplainedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Callable<Boolean> again;

    UnexplainedException() {
        this("a row that is always there cannot be seen", null);
    }

    /**
     * @param what that is missed, in one line
     * @param again looks whether it is there after all; null when an open database is enough of an answer
     */
    UnexplainedException(String what, @Nullable Callable<Boolean> again) {
        super(what);
        this.again = again;
    }

    /** The one that a failure comes from. */
    static Optional<UnexplainedException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnexplainedException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** Whether it was nothing but the moment. Asked once the database is open again. */
    boolean isPast() throws Exception {
        return again == null || again.call();
    }
}
