// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.Piece;

/** Reads exceptions from their table, over one of the connections. */
final class Exceptions {

    private static final String READ = "select data from exceptions where seq = ? order by seq, part";

    private final JdbcTemplate sql;

    Exceptions(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** Null when there is none of that order number, or not all of it. */
    @Nullable
    Excepted read(long order) {
        List<ExceptionRecord> parts = sql.query(
                READ, (row, any) -> ExceptionRecord.of(Envelope.open(row.getBytes(1), Kind.EXCEPTION)), order);
        if (parts.isEmpty() || parts.size() < parts.get(0).piece().parts()) {
            return null;
        }
        ExceptionRecord first = parts.get(0);
        List<Piece> pieces = parts.stream().map(ExceptionRecord::piece).toList();
        if (first.piece().order() != order) {
            throw new DamagedException(
                    "exception " + order + " holds event " + first.piece().order());
        }
        return new Excepted(first.laneId(), Piece.join(first.lane(), pieces), first.standing());
    }
}
