// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import org.tocsin.cli.RefusedException;

/** Who has the token of the local API. */
public interface TokenKeeper {

    /**
     * Puts a new token into its file, which is accepted at once.
     *
     * @param grace how long the old one is accepted, too
     * @throws RefusedException when the file cannot be replaced; then the old one stays
     */
    void rotate(Duration grace) throws RefusedException;
}
