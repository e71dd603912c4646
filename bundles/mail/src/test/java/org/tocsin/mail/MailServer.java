// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A real SMTP server whose mailboxes answer by their names: {@code busy}, {@code nobody}, {@code full}, {@code elsewhere}; others take everything. */
final class MailServer implements AutoCloseable {

    /**
     * What arrived.
     *
     * @param to whom it was for, by the envelope
     * @param text all of it
     */
    record Mail(List<String> to, String text) {}

    final List<Mail> mails = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    /** Thrown at the end of a message; null: it is taken. */
    volatile @Nullable RejectException atTheEnd;

    private final SMTPServer server;

    MailServer(UnaryOperator<SMTPServer.Builder> more) {
        server = more.apply(SMTPServer.port(0)
                        .bindAddress(InetAddress.getLoopbackAddress())
                        .messageHandlerFactory(Handler::new))
                .build();
        server.start();
    }

    int port() {
        return server.getPortAllocated();
    }

    private final class Handler implements MessageHandler {

        private final List<String> to = new ArrayList<>();

        Handler(MessageContext context) {
            connections.incrementAndGet();
        }

        @Override
        public void from(String from) throws RejectException {
            if (from.startsWith("stranger")) {
                throw new RejectException(550, "5.7.1 sender not allowed");
            }
            if (from.startsWith("policy")) {
                throw new RejectException(554, "5.7.1 not from your network");
            }
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            if (recipient.startsWith("busy")) {
                throw new RejectException(450, "4.2.0 greylisted, come again");
            }
            if (recipient.startsWith("nobody")) {
                throw new RejectException(550, "5.1.1 no such user");
            }
            if (recipient.startsWith("full")) {
                throw new RejectException(552, "5.2.2 mailbox full");
            }
            if (recipient.startsWith("elsewhere")) {
                throw new RejectException(554, "5.7.1 relay access denied");
            }
            to.add(recipient);
        }

        @Override
        public String data(InputStream data) throws RejectException, java.io.IOException {
            String text = new String(data.readAllBytes(), StandardCharsets.UTF_8);
            RejectException refusal = atTheEnd;
            if (refusal != null) {
                throw refusal;
            }
            mails.add(new Mail(List.copyOf(to), text));
            return "2.0.0 queued as 4711";
        }

        @Override
        public void done() {
            // one message is done
            to.clear();
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
