// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

/** The parts of the story. */
enum Act {
    ALL_IS_WELL,
    PAGERDUTY_IS_AWAY,
    AFTER_THE_CRASH
}
