// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

/** What an envelope holds. */
public enum Kind {
    /** Events of one commit, {@link BlockRecord}. */
    BLOCK('B'),
    /** A lane, {@link LaneData}. */
    LANE('L'),
    /** An event that its lane's cursor does not speak for, {@link ExceptionRecord}. */
    EXCEPTION('E'),
    /** A part of a sealed segment's index, {@link IndexRecord}; can be made again from its blocks. */
    INDEX('I'),
    /** The store, {@link StoreData}. */
    STORE('S');

    private final byte code;

    Kind(char code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static Kind of(byte code) {
        for (Kind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new DamagedException("a record of unknown kind " + code);
    }
}
