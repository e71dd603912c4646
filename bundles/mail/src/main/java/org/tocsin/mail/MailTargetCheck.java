// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import org.tocsin.channel.TargetCheck;

/** Checks the files of the targets without a container. */
public final class MailTargetCheck extends TargetCheck {

    /** For who asks. */
    public MailTargetCheck() {
        super(MailTarget.KIND);
    }
}
