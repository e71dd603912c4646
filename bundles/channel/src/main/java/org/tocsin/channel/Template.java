// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import org.tocsin.api.InvalidEventException;

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

    /** The longest event with each of its characters escaped, and more. */
    static final int MAX_CHARACTERS = 4 * 1024 * 1024;

    private static final String INCLUDES = "a template includes no other";

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
                        throw new IllegalArgumentException(INCLUDES);
                    })
                    .compile(text);
            compiled.visit(new NoOthers());
            return new Template(compiled);
        } catch (MustacheException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    where + ": is no template (" + OneLine.of(String.valueOf(e.getMessage()))
                            + "), use Mustache such as {{title}} or {{#facts}}{{name}}: {{value}} {{/facts}}",
                    e);
        }
    }

    /**
     * The text for an event.
     *
     * @throws InvalidEventException when it is longer than anybody takes
     */
    public String fill(Notice notice, Occasion occasion) throws InvalidEventException {
        BoundedText text = new BoundedText(MAX_CHARACTERS);
        try {
            compiled.execute(NoticeView.of(notice, occasion), text);
        } catch (MustacheException e) {
            if (text.isFull()) {
                throw new InvalidEventException(
                        "body",
                        "makes more than " + MAX_CHARACTERS + " characters by the template of " + occasion.target()
                                + ", shorten one of them");
            }
            throw e;
        }
        return text.toString();
    }

    /** Refuses what would be looked up only when an event has what it stands in. */
    private static final class NoOthers implements Mustache.Visitor {
        @Override
        public void visitText(String text) {
            // may be any
        }

        @Override
        public void visitVariable(String name) {
            // is empty when there is none
        }

        @Override
        public boolean visitInclude(String name) {
            throw new IllegalArgumentException(INCLUDES);
        }

        @Override
        public boolean visitParent(String name) {
            throw new IllegalArgumentException(INCLUDES);
        }

        @Override
        public boolean visitSection(String name) {
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return true;
        }
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
