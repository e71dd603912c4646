// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.Test;

public class TemplateTest {

    private final Map<String, String> values = Map.of("HOST", "web1", "OUT", "$1 {{HOST}} \\", "check.name", "disk");

    @Test
    public void valuesStandWhereTheirNamesStood() {
        assertThat(Template.of("{{HOST}} is {down}: {{ OUT }}{{NOBODY}}, {{check.name}}.")
                        .with(values::get))
                .isEqualTo("web1 is {down}: $1 {{HOST}} \\, disk.");
        assertThat(Template.of("").with(values::get)).isEmpty();
    }

    @Test
    public void bracesThatNoNameFollowsAreNamed() {
        for (String open : new String[] {"{{", "a {{", "{{}}", "{{ }}", "{{a{b}}", "{{a", "{{a}"}) {
            assertThatThrownBy(() -> Template.of(open)).as(open).hasMessage("has a '{{' that no name and '}}' follow");
        }
    }

    @Test
    public void whatMustBeWholeIsNothingWithoutAnyOfItsValues() {
        Template key = Template.of("{{a}}/{{b}}");

        assertThat(key.whole(Map.of("a", "1", "b", "2")::get)).isEqualTo("1/2");
        assertThat(key.whole(Map.of("a", "1")::get)).isNull();
        assertThat(key.whole(Map.of("a", "1", "b", " ")::get)).isNull();
        assertThat(Template.of(" ").whole(name -> "")).isNull();
    }

    @Test
    public void itIsPrintedAsItWasWritten() {
        assertThat(Template.of("{{ HOST }}!")).hasToString("{{ HOST }}!");
    }
}
