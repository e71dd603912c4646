// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;
import org.tocsin.channel.Template.Escape;

/** Operators' templates over strangers' events. */
public class TemplateTest {

    private static final Occasion OCCASION =
            new Occasion("ops", "slack-0123456789ab", "0123456789abcdef0000000000000007");

    @Test
    public void fieldsFactsAndDetailsAreFilledIn() throws Exception {
        Notice notice =
                notice("{\"event_action\":\"trigger\",\"dedup_key\":\"k\",\"payload\":{\"summary\":\"disk full\","
                        + "\"source\":\"web1\",\"severity\":\"error\",\"custom_details\":{\"free\":1.10,\"top\":{\"pid\":12}}},"
                        + "\"links\":[{\"href\":\"https://a\",\"text\":\"graph\"}]}");

        assertThat(fill("{{label}} {{title}} {{custom_details.top.pid}} {{no_such}}|{{target}} {{id}}", notice))
                .isEqualTo("ERROR disk full 12 |ops 0123456789abcdef0000000000000007");
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
        for (String wrong : new String[] {
            "{{#facts}}",
            "{{/facts}}",
            "{{> /etc/passwd}}",
            "{{#facts}}{{>a}}{{/facts}}",
            "{{#rest}}{{> x}}{{/rest}}",
            "{{^facts}}{{#title}}{{> x}}{{/title}}{{/facts}}",
            "{{<x}}{{/x}}"
        }) {
            assertThatThrownBy(() -> Template.of("file: template", wrong, Escape.NONE))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("file: template: is no template (");
        }
    }

    @Test
    public void detailsOfAnyShapeAreNamed() throws Exception {
        Notice notice = notice("{\"event_action\":\"trigger\",\"payload\":{\"summary\":\"s\",\"custom_details\":"
                + "{\"none\":null,\"no\":[],\"list\":[1,{\"b\":\"c\"}],\"top\":{\"pid\":12}}}}");

        assertThat(fill("{{#custom_details}}{{top.pid}} {{title}}{{#top}} {{pid}}{{/top}}{{/custom_details}}", notice))
                .isEqualTo("12 s 12");
        assertThat(fill("{{#custom_details.list}}<{{.}}|{{b}}>{{/custom_details.list}}", notice))
                .isEqualTo("<1|><{\"b\":\"c\"}|c>");
        assertThat(fill(
                        "{{custom_details.none}}{{#custom_details.no}}x{{/custom_details.no}}"
                                + "{{^custom_details.no}}no{{/custom_details.no}}{{custom_details.a.b}}",
                        notice))
                .isEqualTo("no");
        assertThat(fill("{{custom_details.top}} {{custom_details.list}}", notice))
                .isEqualTo("{\"pid\":12} [1,{\"b\":\"c\"}]");
    }

    @Test
    public void whatNobodyTakesIsNotMade() throws Exception {
        String details =
                IntStream.range(0, 20_000).mapToObj(i -> "\"d" + i + "\":\"v\"").collect(Collectors.joining(","));
        Notice notice = notice(
                "{\"event_action\":\"trigger\",\"payload\":{\"summary\":\"s\",\"custom_details\":{" + details + "}}}");

        assertThat(fill("{{#facts}}{{name}}{{value}};{{/facts}}", notice))
                .hasSizeGreaterThan(20_000 * 4)
                .endsWith("d19999v;");
        assertThatThrownBy(() -> fill("{{#facts}}{{body}}{{/facts}}", notice))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("body: makes more than 4194304 characters by the template of ops");
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

    private static String fill(String template, Notice notice) throws InvalidEventException {
        return Template.of("t", template, Escape.NONE).fill(notice, OCCASION);
    }

    private static Notice notice(String json) throws Exception {
        return Notice.of(Body.of(json), "v2");
    }
}
