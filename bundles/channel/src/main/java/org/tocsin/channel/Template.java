// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.util.List;
import java.util.Map;

/**
 * An operator's text with places for the fields of an event, in Mustache: {@code {{title}}}, {@code {{#facts}}…{{/facts}}}.
 * It has no logic and reaches nothing but the fields; what stands in an event is never read as a template.
 *
 * @see <a href="https://mustache.github.io/mustache.5.html">the language</a>
 */
public final class Template {

    /** What is done to the value of a field before it stands in the text. */
    public enum Escape {
        /** Nothing. */
        NONE,
        /** So that it may stand between the quotes of a JSON string. */
        JSON,
        /** For HTML and XML. */
        MARKUP,
        /** As Slack wants it: the three characters by which markup and mentions begin. */
        SLACK
    }

    private final com.samskivert.mustache.Template compiled;

    private Template(com.samskivert.mustache.Template compiled) {
        this.compiled = compiled;
    }

    /**
     * Reads a template.
     *
     * @param where it was written, for people
     * @throws IllegalArgumentException when it is none
     */
    public static Template of(String where, String text, Escape escape) {
        try {
            com.samskivert.mustache.Template compiled = Mustache.compiler()
                    .withEscaper(escaper(escape))
                    .defaultValue("")
                    .emptyStringIsFalse(true)
                    .withLoader(name -> {
                        throw new IllegalArgumentException("a template includes no other");
                    })
                    .compile(text);
            // what it names is looked up only now
            String unused = compiled.execute(Map.of("facts", List.of(Map.of("name", "", "value", ""))));
            return new Template(compiled);
        } catch (MustacheException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    where + ": is no template (" + OneLine.of(String.valueOf(e.getMessage()))
                            + "), use Mustache such as {{title}} or {{#facts}}{{name}}: {{value}} {{/facts}}",
                    e);
        }
    }

    /** The text for an event. */
    public String fill(Notice notice, Occasion occasion) {
        return compiled.execute(notice.view(occasion));
    }

    private static Mustache.Escaper escaper(Escape escape) {
        return switch (escape) {
            case NONE -> Escapers.NONE;
            case JSON -> raw -> new String(JsonStringEncoder.getInstance().quoteAsString(raw));
            case MARKUP -> Escapers.HTML;
            case SLACK -> Escapers.simple(new String[][] {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
        };
    }
}
