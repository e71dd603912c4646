// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.regex.Pattern;
import org.tocsin.api.InvalidEventException;
import org.tocsin.channel.Cut;
import org.tocsin.channel.Notice;
import org.tocsin.channel.Occasion;
import org.tocsin.channel.Pace;
import org.tocsin.channel.http.HttpAnswer;
import org.tocsin.channel.http.HttpAttempt;
import org.tocsin.channel.http.HttpMessage;
import org.tocsin.channel.http.Ruling;
import org.tocsin.slack.SlackTarget.Settings;

/**
 * Slack's incoming webhooks: JSON with one field {@code text}, answered with 200 and {@code ok}, or with a status and a
 * word. 400 ({@code invalid_payload}, {@code user_not_found}) is about the message; 403, 404 and 410
 * ({@code action_prohibited}, {@code channel_not_found}, {@code channel_is_archived}) are about the webhook, which an
 * operator can put right.
 *
 * @see <a href="https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks">the errors</a>
 */
final class SlackDialect implements HttpAttempt.Dialect<Settings> {

    /**
     * Slack cuts a message off behind so many characters.
     *
     * @see <a href="https://api.slack.com/changelog/2018-04-truncating-really-long-messages">the limit</a>
     */
    static final int MAX_TEXT = 40_000;

    /**
     * Posting is limited to one message a second, with short bursts; then 429 comes with {@code Retry-After}.
     *
     * @see <a href="https://docs.slack.dev/apis/web-api/rate-limits">the limits</a>
     */
    static final Duration GAP = Duration.ofSeconds(1);

    /** The beginning of an escape before the mark of a cut. */
    private static final Pattern HALF = Pattern.compile("&[a-z]{0,3}…\\z");

    private final Pace pace;

    SlackDialect() {
        this(new Pace(GAP));
    }

    SlackDialect(Pace pace) {
        this.pace = pace;
    }

    @Override
    public HttpMessage message(Settings target, Notice notice, Occasion occasion)
            throws InvalidEventException, InterruptedException {
        String text = cut(target.template().fill(notice, occasion));
        pace.await(target.address());
        return HttpMessage.json(
                target.address(),
                JsonNodeFactory.instance.objectNode().put("text", text).toString());
    }

    @Override
    public void ended(Settings target) {
        pace.ended(target.address());
    }

    /** Escapes and all count, and none is cut in two. */
    private static String cut(String text) {
        String cut = Cut.toCharacters(text, MAX_TEXT);
        return cut.length() == text.length() ? text : HALF.matcher(cut).replaceFirst("…");
    }

    @Override
    public Ruling ruling(Settings target, HttpAnswer answer) {
        return Ruling.of(answer.status());
    }
}
