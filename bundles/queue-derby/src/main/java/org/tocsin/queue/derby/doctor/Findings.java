// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.doctor;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.api.Inspection;
import org.tocsin.api.Inspection.Finding;

/** Gathers what is wrong. */
final class Findings {

    private static final String REMEDY =
            "stop the agent and run tocsin doctor --repair: the database is set aside and what can be read is taken over";
    private static final int MOST = 1_000;

    private final List<Finding> findings = new ArrayList<>();
    private long checked;

    void checked() {
        checked++;
    }

    void add(String what, String consequence) {
        if (findings.size() < MOST) {
            findings.add(new Finding(what, consequence, REMEDY));
        }
    }

    Inspection toInspection() {
        return new Inspection(checked, findings);
    }
}
