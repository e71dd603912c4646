// SPDX-License-Identifier: Apache-2.0
package org.tocsin.teams;

import org.tocsin.channel.TargetCheck;

/** Checks the files of the targets without a container. */
public final class TeamsTargetCheck extends TargetCheck {

    /** For who asks. */
    public TeamsTargetCheck() {
        super(TeamsTarget.KIND);
    }
}
