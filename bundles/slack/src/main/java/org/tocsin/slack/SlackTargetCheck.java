// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import org.tocsin.channel.TargetCheck;

/** Checks the files of the targets without a container. */
public final class SlackTargetCheck extends TargetCheck {

    /** For who asks. */
    public SlackTargetCheck() {
        super(SlackTarget.KIND);
    }
}
