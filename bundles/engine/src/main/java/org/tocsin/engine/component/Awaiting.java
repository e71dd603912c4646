// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

/** A consumer whose route runs, but gets nothing before something else is there. */
public interface Awaiting {

    /** What it waits for, for a person; empty when nothing is missing. */
    String waitsFor();
}
