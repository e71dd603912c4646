// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.Test;

public class SettingTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    public void goodValuesAreReadWhateverBlanksAreAroundThem() {
        assertThat(key(" 16 ").number(16, 16)).isEqualTo(16);
        assertThat(key("9223372036854775807").number(0, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(key(" PT5S\t").positiveDuration()).isEqualTo(Duration.ofSeconds(5));
        assertThat(key("PT1S").duration(SECOND, HOUR)).isEqualTo(SECOND);
        assertThat(key("pt60m").duration(SECOND, HOUR)).isEqualTo(HOUR);
        assertThat(key(" EU ").oneOf("us", "eu")).isEqualTo("eu");
    }

    @Test
    public void aWrongValueNamesFileKeyValueAndRemedyInOneSentence() {
        wrong(() -> key("many").number(1, 64), "'many' is not a number, use a whole number from 1 to 64");
        wrong(() -> key("").number(1, 64), "'' is not a number, use a whole number from 1 to 64");
        wrong(() -> key("0").number(1, 64), "'0' is not in range, use a whole number from 1 to 64");
        wrong(() -> key("65").number(1L, 64L), "'65' is not in range, use a whole number from 1 to 64");
        wrong(() -> key("5 s").positiveDuration(), "'5 s' is not a duration, use ISO-8601 such as PT30S");
        for (String tooShort : new String[] {"PT0S", "-PT1S"}) {
            wrong(
                    () -> key(tooShort).positiveDuration(),
                    "'" + tooShort + "' is not long enough, use a duration longer than zero, such as PT5S");
        }
        for (String out : new String[] {"PT0.999S", "PT1H0.001S", "-PT1S"}) {
            wrong(
                    () -> key(out).duration(SECOND, HOUR),
                    "'" + out + "' is not in range, use a duration from PT1S to PT1H");
        }
        wrong(() -> key("10").duration(SECOND, HOUR), "'10' is not a duration, use ISO-8601 such as PT30S");
        wrong(() -> key("mars").oneOf("us", "eu"), "'mars' is not known, use us or eu");
    }

    @Test
    public void pairsAndTemplatesAreRead() {
        assertThat(key("DOWN=critical, UP = Info").pairs("critical", "info"))
                .containsExactly(entry("DOWN", "critical"), entry("UP", "info"));
        assertThat(key("").pairs("critical")).isEmpty();
        assertThat(String.valueOf(key("{{HOST}} is down").template())).isEqualTo("{{HOST}} is down");
        assertThat(key(" ").template()).isNull();
    }

    @Test
    public void wrongPairsAndTemplatesAreNamedToo() {
        for (String pairs : new String[] {"DOWN", "DOWN=bad", "=critical", "DOWN=critical,"}) {
            wrong(
                    () -> key(pairs).pairs("critical", "info"),
                    "'" + pairs + "' is not a list of pairs, use NAME=VALUE, NAME=VALUE with values critical, info");
        }
        wrong(() -> key("A=info, A=info").pairs("info"), "'A=info, A=info' is not clear about A, use each name once");
        wrong(() -> key("{{HOST").template(), "'{{HOST' has a '{{' that no name and '}}' follow");
    }

    private static Setting key(String text) {
        return Setting.of("org.tocsin.http.cfg", "key", text);
    }

    private static void wrong(ThrowingCallable reading, String sentence) {
        assertThatThrownBy(reading)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("org.tocsin.http.cfg: key: " + sentence);
    }
}
