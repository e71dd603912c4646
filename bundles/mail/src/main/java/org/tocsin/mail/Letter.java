// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.tocsin.api.InvalidEventException;
import org.tocsin.channel.Cut;
import org.tocsin.channel.Notice;
import org.tocsin.channel.Occasion;
import org.tocsin.channel.OneLine;

/**
 * An event as a mail. Its {@code Message-ID} is the same with every attempt, so that a mailbox that got it twice shows it
 * once; mails of one incident have one thread.
 */
final class Letter extends MimeMessage {

    private static final int MAX_SUBJECT = 200;
    private static final String CHARSET = "UTF-8";
    private static final int ID_DIGITS = 32;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final String id;
    private final MailTarget.Settings target;
    private final List<Address> refused = new ArrayList<>();
    private String answer = "";

    private Letter(Session session, MailTarget.Settings target, String id) {
        super(session);
        this.target = target;
        this.id = id;
    }

    static Letter of(Session session, MailTarget.Settings target, Notice notice, Occasion occasion)
            throws MessagingException, InvalidEventException {
        String domain = domain(target.from().getAddress());
        Letter letter =
                new Letter(session, target, '<' + hash(occasion.id() + '\n' + notice.body()) + '@' + domain + '>');
        letter.setFrom(target.from());
        letter.setRecipients(Message.RecipientType.TO, target.to().toArray(Address[]::new));
        // one line, or a line end in an event would begin another header
        String subject = OneLine.of(target.subject().fill(notice, occasion)).strip();
        letter.setSubject(Cut.toCharacters(subject, MAX_SUBJECT), CHARSET);
        letter.setText(target.text().fill(notice, occasion), CHARSET);
        letter.setHeader("Date", DATE.format(OffsetDateTime.now(ZoneOffset.UTC)));
        // RFC 3834: nobody's holiday shall answer
        letter.setHeader("Auto-Submitted", "auto-generated");
        letter.setHeader("X-Tocsin-Event", occasion.id());
        if (!notice.dedupKey().isEmpty()) {
            letter.setHeader(
                    "References", '<' + hash(occasion.laneOfStore() + '\n' + notice.dedupKey()) + '@' + domain + '>');
        }
        letter.saveChanges();
        return letter;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    /** By whose server it goes. */
    MailTarget.Settings target() {
        return target;
    }

    /** A receiver whom the server does not know; the others get it. */
    void refused(Address address, String why) {
        refused.add(address);
        answer(why);
    }

    /** What the server said last. */
    void answer(String text) {
        answer = text;
    }

    List<Address> refused() {
        return refused;
    }

    String answer() {
        return answer;
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
