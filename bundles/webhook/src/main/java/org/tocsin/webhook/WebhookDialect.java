// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;
import org.tocsin.channel.Notice;
import org.tocsin.channel.Occasion;
import org.tocsin.channel.Template;
import org.tocsin.channel.http.HttpAnswer;
import org.tocsin.channel.http.HttpAttempt;
import org.tocsin.channel.http.HttpMessage;
import org.tocsin.channel.http.Ruling;
import org.tocsin.webhook.WebhookTarget.Settings;

/** Posts the event as it is stored, or what the target's template makes of it. */
final class WebhookDialect implements HttpAttempt.Dialect<Settings> {

    /** The same with every attempt of an event: a receiver that has it already leaves the repeat alone. */
    static final String EVENT = "X-Tocsin-Event";

    /** Shorter values, such as that of a priority, would garble what was answered. */
    private static final int SHORTEST_SECRET = 8;

    private final Clock clock;

    WebhookDialect(Clock clock) {
        this.clock = clock;
    }

    @Override
    public HttpMessage message(Settings target, Notice notice, Occasion occasion) throws InvalidEventException {
        Template template = target.body();
        Body body = Body.of(template == null ? notice.body() : template.fill(notice, occasion));
        Map<String, String> headers = new LinkedHashMap<>(target.headers());
        headers.put(EVENT, occasion.id());
        if (!target.secret().isEmpty()) {
            long now = clock.instant().getEpochSecond();
            headers.put(Signature.TIME, Long.toString(now));
            headers.put(Signature.SIGNATURE, Signature.of(target.secret(), now, body));
        }
        return new HttpMessage(target.address(), template == null ? type(notice) : target.contentType(), body, headers);
    }

    private static String type(Notice notice) {
        return notice.isText() ? "text/plain; charset=utf-8" : "application/json";
    }

    @Override
    public Ruling ruling(Settings target, HttpAnswer answer) {
        if (target.rejecting().contains(answer.status())) {
            return Ruling.REJECTED;
        }
        Ruling usual = Ruling.of(answer.status());
        // what the target's file leaves out is to be tried again
        return usual == Ruling.REJECTED ? Ruling.OUTAGE : usual;
    }

    @Override
    public List<String> secrets(Settings target) {
        List<String> secrets = new ArrayList<>(target.headers().values());
        secrets.add(target.secret());
        String authorization = target.authorization();
        // of "Bearer …" the token alone, too
        secrets.add(authorization.substring(authorization.indexOf(' ') + 1));
        secrets.removeIf(secret -> secret.length() < SHORTEST_SECRET);
        return secrets;
    }
}
