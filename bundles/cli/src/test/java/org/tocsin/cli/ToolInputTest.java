// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;
import org.tocsin.api.AdapterInput;

/** The command line depends on nothing of the container, and so says again what is said there. */
public final class ToolInputTest {

    @Test
    public void anInputMayBeAsLongHereAsInTheAgent() {
        assertThat(ToolInput.MAX_BYTES).isEqualTo(AdapterInput.MAX_WAITING_BYTES);
        assertThat(ToolInput.CHANNEL).isEqualTo(AdapterInput.CHANNEL);
    }
}
