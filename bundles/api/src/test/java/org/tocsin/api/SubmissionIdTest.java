// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;

public final class SubmissionIdTest {

    @Test
    public void anImportHasTheNameThatIsMadeOfItsKey() {
        String key = "0123456789abcdef".repeat(2);

        // fixed: files that were exported before must be known as repeats by newer agents
        assertThat(SubmissionId.ofImport(key)).isEqualTo(new SubmissionId("import-" + key));
        assertThatThrownBy(() -> SubmissionId.ofImport("no key")).isInstanceOf(IllegalArgumentException.class);
    }
}
