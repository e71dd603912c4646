// SPDX-License-Identifier: Apache-2.0
package org.tocsin.teams;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.channel.Notice;
import org.tocsin.channel.Occasion;
import org.tocsin.channel.Pace;
import org.tocsin.channel.http.HttpAnswer;
import org.tocsin.channel.http.HttpAttempt;
import org.tocsin.channel.http.HttpMessage;
import org.tocsin.channel.http.Ruling;
import org.tocsin.teams.TeamsTarget.Settings;

/**
 * Microsoft Teams by the address of a workflow ("when a webhook request is received", answered with 202) or of an older
 * incoming webhook (answered with 200). Both take an Adaptive Card as attachment of a message.
 *
 * @see <a href="https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook">incoming webhooks, their size and their rate</a>
 */
final class TeamsDialect implements HttpAttempt.Dialect<Settings> {

    /** More than four requests a second are throttled: 429. */
    static final Duration GAP = Duration.ofMillis(250);

    /**
     * Incoming webhooks answer with 200 and tell in the text what Teams itself said.
     *
     * @see <a href="https://rubydoc.info/gems/msteams_hermes/MsTeamsHermes/Message">one that met it</a>
     */
    private static final Pattern INNER = Pattern.compile("returned HTTP error (\\d{3})");

    private final Pace pace;

    TeamsDialect() {
        this(new Pace(GAP));
    }

    TeamsDialect(Pace pace) {
        this.pace = pace;
    }

    @Override
    public HttpMessage message(Settings target, Notice notice, Occasion occasion) throws InterruptedException {
        HttpMessage message = HttpMessage.json(target.address(), Card.of(notice));
        pace.await(target.address());
        return message;
    }

    @Override
    public void ended(Settings target) {
        pace.ended(target.address());
    }

    @Override
    public Ruling ruling(Settings target, HttpAnswer answer) {
        Ruling ruling = Ruling.of(answer.status());
        Matcher inner = INNER.matcher(answer.body());
        if (ruling == Ruling.DELIVERED && inner.find()) {
            return Ruling.of(Integer.parseInt(inner.group(1)));
        }
        return ruling;
    }
}
