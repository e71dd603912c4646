// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.util.List;

/**
 * What a check of the store found.
 *
 * @param checked how many records were read
 * @param took how long that took
 * @param findings what is damaged; empty when all is well
 */
public record DoctorView(long checked, Duration took, List<Finding> findings) {

    /** Copies the list. */
    public DoctorView {
        findings = List.copyOf(findings);
    }

    /**
     * One damage.
     *
     * @param what the damaged part
     * @param consequence what is lost or uncertain by it
     * @param remedy what to do
     */
    public record Finding(String what, String consequence, String remedy) {}
}
