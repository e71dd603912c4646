// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import org.tocsin.spool.UnfitFileException.Why;

/** Is told what becomes of files. */
interface Report {

    /** An event of a file is on the queue, and the file is gone. */
    void taken(Inbox inbox);

    /** A file was set aside; {@code called} and {@code message} hold no secret. */
    void setAside(Inbox inbox, String called, Why why, String message);

    /** A file cannot be moved or deleted. */
    void stuck(Inbox inbox, String message);
}
