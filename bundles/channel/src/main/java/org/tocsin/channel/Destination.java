// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

/** What the file of a target says: at least where it is. */
public interface Destination {

    /** Host and port, for people. */
    String peer();

    /** Whether what is sent there can be read by others on the way. */
    boolean isExposed();
}
