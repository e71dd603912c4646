// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import org.tocsin.channel.TargetCheck;

/** Checks the files of the targets without a container. */
public final class WebhookTargetCheck extends TargetCheck {

    /** For who asks. */
    public WebhookTargetCheck() {
        super(WebhookTarget.KIND);
    }
}
