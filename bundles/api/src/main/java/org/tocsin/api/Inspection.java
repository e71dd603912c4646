// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.List;

/**
 * What a check of the store found.
 *
 * @param checked how many records were read and their checksums computed
 * @param findings what is damaged; empty when all is well
 */
public record Inspection(long checked, List<Finding> findings) {

    /** Copies the list. */
    public Inspection {
        findings = List.copyOf(findings);
    }

    /**
     * One damage.
     *
     * @param what the damaged part, as a person can find it
     * @param consequence what is lost or uncertain by it; order numbers where they are known
     * @param remedy what to do
     */
    public record Finding(String what, String consequence, String remedy) {}
}
