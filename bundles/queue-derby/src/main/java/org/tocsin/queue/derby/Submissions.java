// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.Appended;
import org.tocsin.queue.derby.format.Schema;

/**
 * The submission ids of the last day, in two tables that take turns: the elder one is emptied when all in it is older
 * than a day, or when a million have come since. Used by the writer alone, save for the filter.
 */
final class Submissions {

    /** How long an id is remembered. */
    static final Duration KEPT = Duration.ofHours(24);

    /** So many of a generation, and the next one begins: they take room on the disk, and the filter has its limits. */
    static final int MOST = 1_000_000;

    private final JdbcTemplate sql;
    private final SubmissionFilter filter;

    Submissions(JdbcTemplate sql, SubmissionFilter filter) {
        this.sql = sql;
        this.filter = filter;
    }

    /** The event that was stored under this id within the last day. */
    @Nullable
    Appended find(int lane, SubmissionId id, int generation, long now) {
        for (int turn = 0; turn < Schema.GENERATIONS; turn++) {
            // the current one, then the one before
            int asked = generation + turn;
            if (filter.mayHold(asked, lane, id)) {
                Appended found = look(asked, lane, id, now);
                if (found == null && !canBeSeen(sql, asked)) {
                    throw new UnexplainedException(
                            Schema.submissionTable(asked) + " cannot be seen", () -> canBeSeen(sql, asked));
                }
                // the disk may have been well again just in time for its mark, so what is seen counts from here on
                found = found == null ? look(asked, lane, id, now) : found;
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable Appended look(int generation, int lane, SubmissionId id, long now) {
        List<Appended> found = sql.query(
                "select seq, dedup_key from " + Schema.submissionTable(generation)
                        + " where lane = ? and id = ? and accepted > ?",
                (row, any) -> new Appended(row.getLong(1), row.getString(2), true),
                lane,
                id.text(),
                now - KEPT.toMillis());
        return found.isEmpty() ? null : found.get(0);
    }

    /** Whether the table can be read: where the disk does not give its file, Derby finds nothing in it, without a word. */
    static boolean canBeSeen(JdbcTemplate sql, int generation) {
        return !sql.queryForList(
                        "select accepted from " + Schema.submissionTable(generation) + " where lane = ? and id = ''",
                        Long.class,
                        Schema.NO_LANE)
                .isEmpty();
    }

    SubmissionFilter filter() {
        return filter;
    }
}
