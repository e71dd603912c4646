// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whether Derby is still there behind a connection. When the disk fails below one of Derby's own threads, Derby stops its
 * caches under everybody, and from then on a query finds no rows and an update changes none, without a word. In the
 * ledger there is always one row. Once stopped, Derby stays so, hence what was read before a good pulse is good.
 */
final class Pulse {

    private Pulse() {}

    /** @throws UnexplainedException when the answers of this connection mean nothing */
    static void check(JdbcTemplate sql) {
        if (sql.queryForList("select version from ledger", Integer.class).size() != 1) {
            throw new UnexplainedException();
        }
    }
}
