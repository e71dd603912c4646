// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Outcome;
import org.tocsin.channel.DeadlineExceededException;
import org.tocsin.channel.Lookout;
import org.tocsin.channel.Notice;
import org.tocsin.channel.Occasion;
import org.tocsin.channel.TargetDelivery;

/** Makes an attempt: writes the letter, has Camel Mail send it, and judges what came of it. */
final class MailAttempt implements TargetDelivery.Attempt<MailTarget.Settings> {

    private static final Logger LOG = LoggerFactory.getLogger(MailAttempt.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Config.Settings settings;
    private final SmtpJudge judge;
    private final Lookout lookout;
    private final Producer producer;

    MailAttempt(CamelContext camel, Config.Settings settings) throws Exception {
        this.settings = settings;
        this.judge = new SmtpJudge(settings);
        this.lookout = new Lookout(MailFormat.CHANNEL, settings.deadline());
        MailConfiguration mail = new MailConfiguration(camel);
        mail.configureProtocol("smtp");
        // each letter knows its server
        mail.setHost("elsewhere.invalid");
        mail.setJavaMailSender(new LetterSender());
        this.producer = new MailEndpoint("smtp://elsewhere.invalid", new MailComponent(camel), mail).createProducer();
    }

    @Override
    public Outcome make(MailTarget.Settings target, Notice notice, Occasion occasion, Exchange exchange)
            throws InvalidEventException {
        Line line = new Line();
        try (OwnLoader loader = new OwnLoader()) {
            Session session = Session.getInstance(line.properties(target, settings));
            Letter letter = Letter.of(session, target, notice, occasion);
            Lookout.Watched watched = lookout.begins(line::cut);
            try {
                return judge.of(target, letter, sent(letter, exchange, watched));
            } finally {
                lookout.ends(watched);
            }
        } catch (MessagingException e) {
            throw new InvalidEventException("body", "makes no letter: " + e.getMessage());
        } finally {
            line.cut();
        }
    }

    /** Why it was not sent; null when it was. */
    private @Nullable Exception sent(Letter letter, Exchange exchange, Lookout.Watched watched) {
        exchange.getMessage().setBody(letter);
        try {
            producer.process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        Exception problem = exchange.getException();
        exchange.setException(null);
        return problem != null && watched.expired() ? new DeadlineExceededException(problem) : problem;
    }

    @Override
    public void start() {
        producer.start();
    }

    @Override
    public void stop() {
        producer.stop();
    }

    /** Lets go of what the constructor opened. */
    void end() throws InterruptedException {
        if (!lookout.close(CLOSE)) {
            LOG.warn("TOCSIN-MAIL-003 its thread for deadlines did not end in time");
        }
    }
}
