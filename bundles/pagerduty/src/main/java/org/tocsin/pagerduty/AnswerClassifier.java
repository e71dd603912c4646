// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.time.Clock;
import org.tocsin.api.Outcome;
import org.tocsin.channel.http.HttpAnswer;
import org.tocsin.channel.http.HttpJudge;
import org.tocsin.channel.http.Ruling;

/**
 * Says what one attempt means. The facts are those of the Events API documentation: v1 asks to slow down with 403, v2
 * and change with 429; 400 names what is wrong with the event. Whatever may pass by itself or by an operator's hand is
 * tried again: nothing is given up because a gateway, a proxy or a captive portal answered.
 */
final class AnswerClassifier {

    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final String peer;
    private final HttpJudge judge;

    AnswerClassifier(Settings settings, Clock clock) {
        this.peer = settings.peer();
        this.judge = new HttpJudge(settings.waits(), settings.bounds().deadline(), clock);
    }

    /**
     * What an answer means.
     *
     * @param key the key that was sent; the answer may repeat it, what is kept may not
     */
    Outcome of(Shape shape, HttpAnswer answer, String key) {
        ApiText text = ApiText.of(answer);
        String said = key.isEmpty() ? text.line() : text.line().replace(key, "(key)");
        if (answer.proxy() != null && !text.genuine() && isPerhapsTheProxys(answer)) {
            return judge.of(peer + " by the proxy " + answer.proxy(), answer, said, Ruling.OUTAGE);
        }
        boolean throttles = answer.status() == FORBIDDEN && shape == Shape.V1;
        return judge.of(peer, answer, said, throttles ? Ruling.THROTTLED : Ruling.of(answer.status()));
    }

    /**
     * A proxy that is asked in the clear answers for the other side, and nothing in HTTP says who did. So what is not in
     * PagerDuty's words is not its word: neither a refusal, which would make a dead letter of an event that PagerDuty never saw,
     * nor a page, whatever its status. To slow down is right whoever asks for it.
     */
    private static boolean isPerhapsTheProxys(HttpAnswer answer) {
        boolean page = answer.body().stripLeading().startsWith("<");
        return answer.status() != TOO_MANY && (page || Ruling.of(answer.status()) != Ruling.DELIVERED);
    }

    /** What it means that no answer came. */
    Outcome of(Throwable failure) {
        return judge.of(peer, failure);
    }
}
