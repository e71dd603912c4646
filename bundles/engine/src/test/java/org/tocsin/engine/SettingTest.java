// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.Test;

public class SettingTest {

    @Test
    public void goodValuesAreRead() {
        assertThat(Setting.duration("stopTimeout", " PT5S ")).isEqualTo(Duration.ofSeconds(5));
        assertThat(Setting.positive("httpThreads", "16")).isEqualTo(16);
    }

    @Test
    public void aWrongValueNamesFileKeyValueAndRemedy() {
        assertThatThrownBy(() -> Setting.duration("stopTimeout", "5 s"))
                .hasMessage("etc/org.tocsin.engine.cfg: stopTimeout = 5 s: write an ISO-8601 duration such as PT5S");
        assertThatThrownBy(() -> Setting.duration("stopTimeout", "PT0S")).hasMessageContaining("longer than zero");
        assertThatThrownBy(() -> Setting.positive("httpThreads", "0"))
                .hasMessage("etc/org.tocsin.engine.cfg: httpThreads = 0: write 1 or more");
        assertThatThrownBy(() -> Setting.positive("httpThreads", "many"))
                .hasMessage("etc/org.tocsin.engine.cfg: httpThreads = many: write 1 or more");
    }
}
