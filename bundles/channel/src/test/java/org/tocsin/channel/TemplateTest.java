// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.channel.Template.Escape;

/** Operators' templates over strangers' events. */
public class TemplateTest {

    private static final Occasion OCCASION = new Occasion("ops", "slack-0123456789ab", 7);

    @Test
    public void fieldsFactsAndDetailsAreFilledIn() throws Exception {
        Notice notice =
                notice("{\"event_action\":\"trigger\",\"dedup_key\":\"k\",\"payload\":{\"summary\":\"disk full\","
                        + "\"source\":\"web1\",\"severity\":\"error\",\"custom_details\":{\"free\":1.10,\"top\":{\"pid\":12}}},"
                        + "\"links\":[{\"href\":\"https://a\",\"text\":\"graph\"}]}");

        assertThat(fill("{{label}} {{title}} {{custom_details.top.pid}} {{no_such}}|{{target}} {{id}}", notice))
                .isEqualTo("ERROR disk full 12 |ops slack-0123456789ab-7");
        assertThat(fill("{{#facts}}{{name}}={{value}};{{/facts}}", notice))
                .isEqualTo("source=web1;dedup key=k;free=1.10;top={\"pid\":12};graph=https://a;");
    }

    @Test
    public void whatStandsInAnEventIsNeverATemplateAndNeverLeavesItsPlace() throws Exception {
        String hostile = "\\\"},\\\"x\\\":\\\"\\n{{target}}{{#facts}}${sys.user.dir}<!channel>&";
        Notice notice = notice("{\"event_action\":\"trigger\",\"payload\":{\"summary\":\"" + hostile + "\"}}");

        String json = Template.of("t", "{\"text\":\"{{title}}\",\"event\":{{{body}}}}", Escape.JSON)
                .fill(notice, OCCASION);
        var parsed = new ObjectMapper().readTree(json);
        assertThat(parsed.size()).isEqualTo(2);
        assertThat(parsed.path("text").asText()).isEqualTo(notice.title()).contains("{{target}}", "${sys.user.dir}");
        assertThat(parsed.path("event")).isEqualTo(new ObjectMapper().readTree(notice.body()));
        assertThat(Template.of("t", "{{title}}", Escape.SLACK).fill(notice, OCCASION))
                .contains("&lt;!channel&gt;&amp;")
                .doesNotContain("<");
        assertThat(Template.of("t", "<b>{{title}}</b>", Escape.MARKUP).fill(notice, OCCASION))
                .contains("&lt;!channel&gt;");
    }

    @Test
    public void aWrongTemplateIsNamedAndIncludesNothing() {
        for (String wrong :
                new String[] {"{{#facts}}", "{{/facts}}", "{{> /etc/passwd}}", "{{#facts}}{{>a}}{{/facts}}"}) {
            assertThatThrownBy(() -> Template.of("file: template", wrong, Escape.NONE))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("file: template: is no template (");
        }
    }

    @Test
    public void cutsAreMarkedAndKeepCharactersWhole() {
        assertThat(Cut.toCharacters("abc", 3)).isEqualTo("abc");
        assertThat(Cut.toCharacters("ab😀d", 3)).isEqualTo("ab…");
        assertThat(Cut.toCharacters("a😀cd", 3)).isEqualTo("a😀…");
        assertThat(Cut.toBytes("aüb", 4)).isEqualTo("aüb");
        assertThat(Cut.toBytes("aübcd", 5)).isEqualTo("a…");
        assertThat(Cut.toBytes("😀😀", 7)).isEqualTo("😀…");
    }

    private static String fill(String template, Notice notice) {
        return Template.of("t", template, Escape.NONE).fill(notice, OCCASION);
    }

    private static Notice notice(String json) throws Exception {
        return Notice.of(Body.of(json), "v2");
    }
}
