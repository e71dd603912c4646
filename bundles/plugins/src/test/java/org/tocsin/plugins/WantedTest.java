// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** The list of names, as people write it. */
public final class WantedTest {

    private final List<String> wrong = new ArrayList<>();

    private List<Wanted> read(String text) {
        return Wanted.list(text, problem -> wrong.add(problem.getMessage()));
    }

    @Test
    public void namesStandBetweenCommasWithOrWithoutAVersion() {
        assertThat(read(" tocsin-a ,tocsin-b/1.2.0,, tocsin-c/1.2.0-rc_1 ,\ttocsin-a"))
                .containsExactly(
                        new Wanted("tocsin-a", ""),
                        new Wanted("tocsin-b", "1.2.0"),
                        new Wanted("tocsin-c", "1.2.0-rc_1"));
        assertThat(read("")).isEmpty();
        assertThat(read(" , ")).isEmpty();
        assertThat(wrong).isEmpty();
    }

    @Test
    public void aWrongNameIsToldAndKeepsNoOtherFromComing() {
        for (String bad : List.of(
                "two words",
                "a//1",
                "a/",
                "a/x",
                "a/[1,2)",
                "/1.0",
                "../etc",
                "a/1.2.3.4.5",
                "mvn:a/b/1",
                "ä",
                "a\u0000")) {
            wrong.clear();
            assertThat(read("good," + bad.replace(",", ";") + ",fine/1"))
                    .as(bad)
                    .hasSize(2);
            assertThat(wrong)
                    .as(bad)
                    .singleElement()
                    .asString()
                    .startsWith("org.tocsin.plugins.cfg: features: '")
                    .contains("is not the name of a feature, use names such as");
        }
    }

    @Test
    public void twoVersionsOfOneAreToldAndTheFirstCounts() {
        assertThat(read("a/1.0, a/2.0")).containsExactly(new Wanted("a", "1.0"));
        assertThat(wrong)
                .containsExactly(
                        "org.tocsin.plugins.cfg: features: 'a/2.0' is not the only version, use one of it; a/1.0"
                                + " is wanted, too");
    }

    @Test
    public void theCheckSaysTheSameForEveryWrongName() {
        read("a b, fine, c d");

        assertThat(new PluginsCheck().wrong(Map.of("features", "a b, fine, c d")))
                .isEqualTo(wrong)
                .hasSize(2);
        assertThat(new PluginsCheck().wrong(Map.of())).isEmpty();
    }

    @Test
    public void whatIsNearIsFoundInWhicheverLettersAndNothingThatIsMuchTooLong() {
        List<String> known = List.of("tocsin-http", "tocsin-mail");

        assertThat(Nearest.to("Tocsin-HTTP", known)).isEqualTo("tocsin-http");
        assertThat(Nearest.to("tocsin-mial", known)).isEqualTo("tocsin-mail");
        assertThat(Nearest.to("else", known)).isEmpty();
        assertThat(Nearest.to("x".repeat(101), List.of("x".repeat(100)))).isEmpty();
    }
}
