// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.MimeMessage;
import java.util.stream.Stream;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Sends a letter by the server of its target. A receiver whom the server refuses for good keeps the letter from nobody
 * else: it is sent once more to those whom the server takes, before anything was sent.
 */
final class LetterSender extends DefaultJavaMailSender {

    @Override
    public void send(MimeMessage message) throws MessagingException {
        if (!(message instanceof Letter letter)) {
            throw new IllegalArgumentException("nothing but letters is sent here");
        }
        try (OwnLoader loader = new OwnLoader()) {
            SMTPTransport transport = (SMTPTransport) letter.getSession().getTransport("smtp");
            try {
                connect(transport, letter.target());
                deliver(transport, letter);
            } finally {
                transport.close();
            }
        }
    }

    private static void connect(SMTPTransport transport, MailTarget.Settings target) throws MessagingException {
        boolean logsIn = !target.user().isEmpty();
        transport.connect(
                target.host(), target.port(), logsIn ? target.user() : null, logsIn ? target.password() : null);
    }

    private static void deliver(SMTPTransport transport, Letter letter) throws MessagingException {
        try {
            transport.sendMessage(letter, letter.getAllRecipients());
        } catch (SendFailedException e) {
            if (!refusesSomeForGood(e, letter)) {
                throw e;
            }
            Address[] others = others(e, letter);
            if (others.length == 0) {
                throw e;
            }
            transport.sendMessage(letter, others);
        }
        letter.answer(transport.getLastServerResponse());
    }

    /** Whether the only trouble is receivers that will never be taken; the letter is told whom. */
    private static boolean refusesSomeForGood(SendFailedException failure, Letter letter) {
        boolean some = false;
        for (Exception next = failure.getNextException(); next != null; next = next(next)) {
            if (!(next instanceof SMTPAddressFailedException address)
                    || !SmtpJudge.isForGood(address.getReturnCode())) {
                return false;
            }
            letter.refused(address.getAddress(), String.valueOf(address.getMessage()));
            some = true;
        }
        return some;
    }

    /** Jakarta Mail counts a full mailbox (552) among those who may be tried again. */
    private static Address[] others(SendFailedException failure, Letter letter) {
        return Stream.ofNullable(failure.getValidUnsentAddresses())
                .flatMap(Stream::of)
                .filter(address -> !letter.refused().contains(address))
                .toArray(Address[]::new);
    }

    private static @Nullable Exception next(Exception failure) {
        return failure instanceof MessagingException one ? one.getNextException() : null;
    }
}
