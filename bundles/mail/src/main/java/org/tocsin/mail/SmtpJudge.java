// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Outcome;
import org.tocsin.channel.OneLine;
import org.tocsin.channel.Reason;
import org.tocsin.channel.Secrets;

/**
 * Says what a server's answers mean. RFC 5321, 4.2.1: 4xx is for now, 5xx for good. A 5xx about the letter or its
 * receivers refuses the event; one about us (the sender, the login, TLS: RFC 4954, a policy: RFC 3463, 3.8) is put right by
 * an operator, and the event waits for that.
 */
final class SmtpJudge {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpJudge.class);
    private static final int FOR_NOW = 4;
    private static final int FOR_GOOD = 5;
    private static final int CLOSING = 421;
    /** Authentication required, too weak, failed, needs encryption. */
    private static final Set<Integer> LOGIN = Set.of(530, 534, 535, 538);

    /** What is said to a receiver's name before the letter is seen is no judgement of it, such as "relay access denied". */
    private static final Pattern POLICY = Pattern.compile("5\\d\\d[ -]5\\.7\\.\\d");

    private final Config.Settings settings;

    SmtpJudge(Config.Settings settings) {
        this.settings = settings;
    }

    static boolean isForGood(int code) {
        return code / 100 == FOR_GOOD && !LOGIN.contains(code);
    }

    /** @param failure why it was not sent; null when it was */
    Outcome of(MailTarget.Settings target, Letter letter, @Nullable Exception failure) {
        Secrets secrets = new Secrets(List.of(target.password()));
        if (failure == null) {
            return delivered(letter, secrets);
        }
        String said = secrets.struckOut(OneLine.of(words(failure)).strip());
        int code = code(failure);
        if (isForGood(code) && !isAboutUs(failure)) {
            return new Outcome.Rejected(said);
        }
        if (code / 100 == FOR_NOW && code != CLOSING) {
            return new Outcome.RetryLater(said, settings.waits().throttle(), null);
        }
        return new Outcome.RetryLater(
                target.peer() + ": " + said, settings.waits().outage(), null);
    }

    private static Outcome delivered(Letter letter, Secrets secrets) {
        String said = secrets.struckOut(OneLine.of(letter.answer()).strip());
        if (letter.refused().isEmpty()) {
            return new Outcome.Delivered(said);
        }
        String refused = letter.refused().stream().map(String::valueOf).collect(Collectors.joining(", "));
        LOG.warn("TOCSIN-MAIL-006 the server takes no mail for {}, the other receivers got it", OneLine.of(refused));
        return new Outcome.Delivered(said + "; not for " + OneLine.of(refused));
    }

    /** The innermost that says anything: the outer ones say only that something failed. */
    private String words(Throwable failure) {
        Throwable last = failure;
        for (Throwable next = inner(last); next != null; next = inner(last)) {
            last = next;
        }
        return last instanceof MessagingException ? String.valueOf(last.getMessage()) : reason(last);
    }

    private String reason(Throwable failure) {
        return Reason.of(failure, settings.deadline());
    }

    /** The most serious for now: as long as one receiver may be taken later, the letter waits for all. */
    private static int code(Throwable failure) {
        int found = 0;
        for (Throwable next = failure; next != null; next = inner(next)) {
            int code = ownCode(next);
            if (code / 100 == FOR_NOW) {
                return code;
            }
            found = found == 0 ? code : found;
        }
        return found;
    }

    private static int ownCode(Throwable failure) {
        if (failure instanceof SMTPAddressFailedException address) {
            return address.getReturnCode();
        }
        if (failure instanceof SMTPSenderFailedException sender) {
            return sender.getReturnCode();
        }
        return failure instanceof SMTPSendFailedException send ? send.getReturnCode() : 0;
    }

    private static boolean isAboutUs(Throwable failure) {
        for (Throwable next = failure; next != null; next = inner(next)) {
            if (next instanceof SMTPSenderFailedException
                    || next instanceof AuthenticationFailedException
                    || (next instanceof SMTPSendFailedException send && isOfSender(send))
                    || (next instanceof SMTPAddressFailedException address && isPolicy(address))) {
                return true;
            }
        }
        return false;
    }

    /** The size of the letter is not said there, so it is not about that either. */
    private static boolean isOfSender(SMTPSendFailedException failure) {
        return String.valueOf(failure.getCommand()).startsWith("MAIL");
    }

    private static boolean isPolicy(SMTPAddressFailedException failure) {
        return POLICY.matcher(String.valueOf(failure.getMessage())).lookingAt();
    }

    private static @Nullable Throwable inner(Throwable failure) {
        return failure instanceof MessagingException one ? one.getNextException() : null;
    }
}
